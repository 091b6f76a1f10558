package io.floodgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.json.Json;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import org.junit.jupiter.api.Test;

class MainIT {

  private final Endpoints endpoints = Stack.shared().freshDatabase();

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.of(StackConfig.variables(endpoints), arguments);
  }

  @Test
  void migratesAndSaysHowMuch() {
    CommandLineRun migrated = run("migrate");

    assertThat(migrated.exitCode()).isZero();
    assertThat(migrated.out()).contains("migrations applied: 0");
  }

  @Test
  void loadsTheAmountsThatItIsTold() {
    CommandLineRun loaded = run("load", "--users=7", "--points=100", "--products=3", "--stock=20");

    assertThat(loaded.exitCode()).isZero();
    assertThat(loaded.out())
        .contains(
            "users 1 to 7, 100 points each",
            "products 1 to 3, 20 units each",
            "coupon 1 is open for issue");
    assertThat(loaded.err()).contains("users: 100 % (7 of 7)", "products: 100 % (3 of 3)");
    Sql sql = Sql.on(endpoints);
    assertThat(sql.number("SELECT sum(balance) FROM point_account")).isEqualTo(700);
    assertThat(sql.number("SELECT sum(stock) FROM product")).isEqualTo(60);
  }

  @Test
  void aSecondLoadAddsToTheFirstAndSaysSoAsJson() {
    run("load", "--users=7", "--products=3", "--quiet");

    CommandLineRun second = run("load", "--users=2", "--products=0", "--quiet", "--json");

    assertThat(second.out())
        .isEqualToIgnoringNewLines(
            "{\"users\":{\"first\":8,\"count\":2},\"products\":{\"first\":4,\"count\":0},"
                + "\"openCoupon\":4}");
    assertThat(second.err()).isEmpty();
  }

  @Test
  void liftsOutAsJsonWhatIsBroken() {
    run("load", "--users=2", "--points=100", "--quiet");
    Sql.on(endpoints).run("UPDATE point_account SET balance = 99 WHERE user_id = 2");

    CommandLineRun broken = run("check", "--json");

    assertThat(broken.exitCode()).as(broken.err()).isEqualTo(1);
    JsonNode report = Json.read(broken.out(), JsonNode.class);
    assertThat(report.path("holds").asBoolean()).isFalse();
    assertThat(report.at("/invariants/0/name").asText())
        .isEqualTo("points.balance-is-sum-of-ledger");
    assertThat(report.at("/invariants/0/violations").asLong()).isEqualTo(1);
    assertThat(broken.err()).contains("invariants: 100 %");
  }

  @Test
  void listsTheMigrationsAndWhetherSomeArePending() {
    CommandLineRun status = run("migrate", "--status", "--json");
    assertThat(status.exitCode()).isZero();
    assertThat(status.out()).startsWith("{\"upToDate\":true,\"migrations\":[{\"version\":\"1\",");

    Sql.on(endpoints).run("DELETE FROM flyway_schema_history WHERE version = '4'");
    CommandLineRun behind = run("migrate", "--status");
    assertThat(behind.exitCode()).isEqualTo(1);
    assertThat(behind.out())
        .containsPattern("3 +events +applied")
        .containsPattern("4 +outbox vacuum +pending");
    assertThat(run("migrate", "--json").out())
        .isEqualToIgnoringNewLines(
            "{\"applied\":[{\"version\":\"4\",\"description\":\"outbox vacuum\","
                + "\"state\":\"APPLIED\"}]}");
  }

  @Test
  void checkEndsWellWhereEverythingHoldsAndWith1WhereSomethingIsBroken() {
    run("load", "--users=2", "--points=100", "--products=1", "--stock=20");

    CommandLineRun well = run("check");
    assertThat(well.exitCode()).isZero();
    assertThat(well.out()).contains("stock.adds-up").contains("holds").doesNotContain("BROKEN");
    // There was never a server here that built a gate or a ranking, and perhaps there is no Redis.
    assertThat(well.out()).containsPattern("coupons.gate-is-the-truth +(holds|not checked: )");
    assertThat(well.out()).containsPattern("ranking.counts-each-event-once +not checked: ");

    Sql.on(endpoints).run("UPDATE point_account SET balance = 99 WHERE user_id = 2");
    CommandLineRun broken = run("check");
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.out())
        .containsPattern("points.balance-is-sum-of-ledger +BROKEN by 1")
        .contains("user 2: balance 99, ledger 100");
  }
}
