package io.floodgate;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(migrated.out()).contains("0 migrations applied");
  }

  @Test
  void loadsTheAmountsThatItIsTold() {
    CommandLineRun loaded = run("load", "--users=7", "--points=100", "--products=3", "--stock=20");

    assertThat(loaded.exitCode()).isZero();
    assertThat(loaded.out()).contains("users 7 of 7, 100 points each", "products 3, 20 units each");
    Sql sql = Sql.on(endpoints);
    assertThat(sql.number("SELECT sum(balance) FROM point_account")).isEqualTo(700);
    assertThat(sql.number("SELECT sum(stock) FROM product")).isEqualTo(60);
  }

  @Test
  void checkEndsWellWhereEverythingHoldsAndWith1WhereSomethingIsBroken() {
    run("load", "--users=2", "--points=100", "--products=1", "--stock=20");

    CommandLineRun well = run("check");
    assertThat(well.exitCode()).isZero();
    assertThat(well.out()).contains("stock.adds-up").contains("holds").doesNotContain("BROKEN");
    // There is no server here that keeps gates.
    assertThat(well.out()).containsPattern("coupons.gate-is-the-truth +not checked: ");
    assertThat(well.out()).containsPattern("ranking.counts-each-event-once +not checked: ");

    Sql.on(endpoints).run("UPDATE point_account SET balance = 99 WHERE user_id = 2");
    CommandLineRun broken = run("check");
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.out())
        .containsPattern("points.balance-is-sum-of-ledger +BROKEN by 1")
        .contains("user 2: balance 99, ledger 100");
  }
}
