package io.floodgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.config.Config;
import io.floodgate.demo.DemoData;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What pgbench calls does what the server does: else a limit would be of something else. */
class LimitFunctionsIT {

  private static Sql database() throws Exception {
    Endpoints endpoints = Stack.shared().freshDatabase();
    Config config = StackConfig.of(endpoints, List.of(), Map.of());
    DemoData.load(config.postgres(), DemoData.Amounts.LOCAL, (what, done, all) -> {});
    Sql sql = Sql.on(endpoints);
    LimitFunctions.all().forEach(sql::run);
    return sql;
  }

  @Test
  void orders() throws Exception {
    Sql sql = database();
    long events = sql.number("SELECT count(*) FROM outbox");

    sql.run("SELECT bench_orders(1000, 50, 1, 2, false)");
    sql.run("SELECT bench_orders(2000, 50, 0, 1, true)");
    sql.run("SELECT bench_place_order(10, 7, 3)");

    assertThat(sql.number("SELECT count(*) FROM orders JOIN payment ON payment.id = payment_id"))
        .isEqualTo(101);
    assertThat(sql.number("SELECT count(*) FROM order_item WHERE product_id = 1")).isEqualTo(50);
    assertThat(sql.number("SELECT sum(stocked - stock) FROM product")).isEqualTo(101);
    assertThat(sql.number("SELECT count(*) FROM outbox") - events).isEqualTo(3 * 101);
    assertThat(sql.number(ACCOUNTS_THAT_DIFFER_FROM_THEIR_LEDGER)).isZero();
  }

  @Test
  void charges() throws Exception {
    Sql sql = database();

    sql.run("SELECT bench_charges(50, 3, 4)");

    assertThat(sql.number("SELECT count(*) FROM point_entry WHERE amount = 100")).isEqualTo(50);
    assertThat(sql.number(ACCOUNTS_THAT_DIFFER_FROM_THEIR_LEDGER)).isZero();
  }

  private static final String ACCOUNTS_THAT_DIFFER_FROM_THEIR_LEDGER =
      """
      SELECT count(*) FROM point_account account
       WHERE balance <> (SELECT sum(amount) FROM point_entry entry WHERE entry.user_id = account.user_id)
          OR version <> (SELECT max(sequence) FROM point_entry entry WHERE entry.user_id = account.user_id)
      """;
}
