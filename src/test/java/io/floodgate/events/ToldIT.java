package io.floodgate.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.floodgate.demo.DemoData;
import io.floodgate.local.StackConfig;
import io.floodgate.outbox.EventType;
import io.floodgate.server.Client;
import io.floodgate.server.Database;
import io.floodgate.server.Request;
import io.floodgate.server.Shop;
import io.floodgate.server.TestServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a server and the demo data really write is what the schemas say. */
class ToldIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Map<String, JsonSchema> schemas = new HashMap<>();

  @Test
  void everyEventThatIsWrittenIsAsItsSchemaSays() throws IOException, SQLException {
    try (TestServer server =
        TestServer.start(Map.of("FLOODGATE_ORDERS_EXPIRY_INTERVAL", "50ms"))
            .with(20, 1_000_000, 5, 1_000)) {
      DemoData.loadCoupons(StackConfig.of(server.endpoints(), List.of(), Map.of()).postgres());
      sell(server);
      useCoupons(server);
      readSchemas();

      Set<String> seen = new HashSet<>();
      for (String row : server.database().texts("SELECT type || ' ' || payload FROM outbox")) {
        String type = row.substring(0, row.indexOf(' '));
        JsonNode data = EventSchemas.JSON.readTree(row.substring(row.indexOf(' ') + 1));
        assertThat(schemas.get(type).validate(data)).as(row).isEmpty();
        assertThat(type + unknown(schemas.get(type).getSchemaNode(), data, "")).isEqualTo(type);
        seen.add(type);
      }
      assertThat(seen)
          .isEqualTo(EventSchemas.ALL.stream().map(EventType::name).collect(Collectors.toSet()));
    }
  }

  private void readSchemas() throws IOException {
    SchemaValidatorsConfig strict =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    for (EventType<?> type : EventSchemas.ALL) {
      JsonNode schema = EventSchemas.JSON.readTree(EventSchemas.pathOf(type).toFile());
      schemas.put(
          type.name(),
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema, strict));
    }
  }

  /** The properties that the schema does not have: readers may pass over them, we may not. */
  private static String unknown(JsonNode schema, JsonNode data, String where) {
    StringBuilder unknown = new StringBuilder();
    if (data.isArray()) {
      data.forEach(item -> unknown.append(unknown(schema.path("items"), item, where + "[]")));
    }
    data.properties()
        .forEach(
            property -> {
              String name = where + "/" + property.getKey();
              JsonNode known = schema.path("properties").path(property.getKey());
              unknown.append(
                  known.isMissingNode() ? " " + name : unknown(known, property.getValue(), name));
            });
    return unknown.toString();
  }

  private static void sell(TestServer server) {
    Client client = server.client();
    Shop shop = new Shop(server);
    expect(Request.charge(1, 5_000).sendTo(client).join());
    expect(Request.createProduct("새 상품", 1_000, 10).sendTo(client).join());
    expect(client.send("PATCH", "/api/v1/products/5", "{\"name\":\"renamed\"}"));
    expect(Request.restock(5, 7).sendTo(client).join());
    shop.refund(shop.buy(1, Shop.line(1, 2), Shop.line(2, 1)), Shop.line(1, 1));
    shop.refund(shop.buy(2, Shop.line(1, 2)));
    shop.cancel(shop.buy(2, Shop.line(1, 2)));
    shop.cancel(shop.reserve(3, Shop.line(1, 2)));
    shop.pay(shop.reserve(3, Shop.line(1, 2)));
    JsonNode late = shop.reserve(4, Shop.line(2, 3));
    server
        .database()
        .execute("UPDATE orders SET expires_at = now() WHERE id = " + late.path("orderId"));
    await()
        .atMost(PATIENCE)
        .until(() -> server.number("SELECT count(*) FROM orders WHERE status = 'EXPIRED'") == 1);
  }

  private static void useCoupons(TestServer server) {
    Client client = server.client();
    Shop shop = new Shop(server);
    Database database = server.database();
    Instant now = Instant.now();
    String times =
        "\"issueFrom\":\"%s\",\"issueUntil\":\"%s\",\"validFrom\":\"%s\",\"validUntil\":\"%s\""
            .formatted(
                now.minusSeconds(60),
                now.plusSeconds(600),
                now.minusSeconds(60),
                now.plusSeconds(900));
    long coupon =
        expect(
                client.post(
                    "/api/v1/coupons",
                    "{\"name\":\"10%\",\"discount\":{\"type\":\"PERCENT\",\"value\":10,\"maxDiscount\":500},"
                        + "\"productIds\":[1,2],\"totalQuantity\":5,"
                        + times
                        + "}"))
            .number("couponId");
    expect(client.send("PATCH", "/api/v1/coupons/" + coupon, "{\"name\":\"renamed\"}"));
    await().atMost(PATIENCE).until(() -> database.hasGate(coupon));
    for (long user = 1; user <= 3; user++) {
      expect(Request.issue(coupon, user).sendTo(client).join());
    }
    shop.buyWith(held(database, coupon, 1), 1, Shop.line(1, 1));
    shop.cancel(shop.reserveWith(held(database, coupon, 2), 2, Shop.line(1, 1)));
    expect(client.post("/api/v1/coupons/" + coupon + "/revoke", "{\"userId\":3}"));
  }

  private static Request.Coupon held(Database database, long coupon, long user) {
    return new Request.Coupon(
        database.number(
            "SELECT id FROM user_coupon WHERE coupon_id = %d AND user_id = %d"
                .formatted(coupon, user)));
  }

  private static Client.Answer expect(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 299);
    return answer;
  }
}
