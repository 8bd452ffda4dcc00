package org.lockstep.jobs.settings;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Decides which Spark settings are safe to read from a run's folder. The folder may come from
 * another user: its settings must not load code, name a program or a file, or connect to another
 * machine, which would receive the reader's data and credentials.
 *
 * <p>This is an allow list, because Spark and Hadoop read settings of any name. Safe are values
 * that cannot name anything: booleans, numbers, sizes and durations; single words where Spark has a
 * fixed set of values; a master on this machine or in the reader's own Hadoop configuration.
 */
final class SafeSparkSettings {
  /** Names of settings that load code or start a process with any value. */
  private static final Pattern NAMES_CODE =
      Pattern.compile(
          "(?i)jars|class|plugin|listener|python|pyfiles|\\.files|archives|packages|repositor|ivy"
              + "|javaoptions|librarypath|executorenv|appmasterenv|extensions|catalog|registrator"
              + "|serializer|provider|\\.impl\\b|command|script|log4j|logconf|template|spark\\.r\\.");

  private static final Pattern MEASURE =
      Pattern.compile(
          "(?i)true|false|[-+]?\\d+(?:\\.\\d+)?(?:e[-+]?\\d+)?"
              + " ?(?:%|[kmgtp]?i?b|[kmgtp]|ns|us|ms|s|m|min|h|d)?");

  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,39}");

  /** Settings whose value is one word of a fixed set. */
  private static final Pattern TAKES_WORD =
      Pattern.compile(
          "spark\\.(?:sql\\.(?!.*(?:dir|path|location|uri|url|host|hive)).*|scheduler\\.mode"
              + "|scheduler\\.pool|io\\.compression\\.codec|submit\\.deployMode|yarn\\.queue"
              + "|shuffle\\.mapStatus\\.compression\\.codec|checkpoint\\.compress|log\\.level"
              + "|eventLog\\.compression\\.codec|memory\\.storageLevel)");

  private static final Pattern TIME_ZONE = Pattern.compile("[A-Za-z0-9_+/:-]{1,40}");

  private static final Pattern OF_THIS_MACHINE =
      Pattern.compile("(?i)localhost|127(?:\\.\\d{1,3}){3}|\\[?::1]?");

  private static final Pattern MASTER_HERE =
      Pattern.compile("local|local\\[[^\\]]*]|local-cluster\\[[^\\]]*]|yarn");

  private SafeSparkSettings() {}

  /**
   * Whether a setting is safe to read from a folder.
   *
   * @param name the full name
   */
  static boolean isSafe(String name, String value) {
    if (NAMES_CODE.matcher(name).find()) {
      return false;
    }
    return MEASURE.matcher(value).matches()
        || switch (name) {
          case "spark.app.name" -> true;
          case "spark.master" -> isHere(value);
          case "spark.driver.host", "spark.driver.bindAddress" ->
              OF_THIS_MACHINE.matcher(value).matches();
          case "spark.sql.session.timeZone" -> TIME_ZONE.matcher(value).matches();
          default -> TAKES_WORD.matcher(name).matches() && WORD.matcher(value).matches();
        };
  }

  /** Whether tasks run on this machine, or where the reader's own Hadoop configuration names. */
  private static boolean isHere(String master) {
    if (!master.startsWith("spark://")) {
      return MASTER_HERE.matcher(master).matches();
    }
    return Arrays.stream(master.substring("spark://".length()).split(",", -1))
        .allMatch(address -> isOfThisMachine(address.replaceFirst(":\\d+$", "")));
  }

  /** Whether a host name always means the local machine. */
  static boolean isOfThisMachine(String host) {
    return OF_THIS_MACHINE.matcher(host).matches();
  }
}
