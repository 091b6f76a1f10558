package io.floodgate.command;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a command ends with. */
public final class ExitCode {

  public static final int WELL = 0;
  public static final int FAILED = 1;
  public static final int WRONG_COMMAND_LINE = 2;
  public static final int STORE_AWAY = 3;

  private ExitCode() {}

  /** As the help of each command says it. */
  static Map<String, String> described() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(Integer.toString(WELL), "well");
    all.put(Integer.toString(FAILED), "refused, failed, or not as it should be");
    all.put(Integer.toString(WRONG_COMMAND_LINE), "a wrong command line");
    all.put(Integer.toString(STORE_AWAY), "a store could not be reached");
    return all;
  }
}
