package io.floodgate.db;

import java.util.function.Consumer;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Has Flyway tell of each migration that was applied.
 *
 * @param told on the thread that migrates
 */
record EachMigration(Consumer<Migration> told) implements Callback {

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.AFTER_EACH_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    MigrationInfo info = context.getMigrationInfo();
    told.accept(
        new Migration(
            info.getVersion().getVersion(), info.getDescription(), Migration.State.APPLIED));
  }

  @Override
  public String getCallbackName() {
    return "each-migration";
  }
}
