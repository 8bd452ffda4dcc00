package org.lockstep.jobs.settings;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Which settings of Spark a run's folder may decide by itself. The folder may be somebody else's:
 * its settings must not load code, name a program or a file, or lead to another machine, which
 * would be sent the reader's data and credentials.
 *
 * <p>What is known to be harmless is listed, not what is known to harm; Spark and Hadoop read
 * settings of whatever name. Harmless are values that cannot name anything: switches, numbers,
 * sizes, lengths of time; single words where Spark chooses among its own; a master that runs here
 * or that the reader's own configuration names.
 */
final class HarmlessSpark {
  /** Names of settings that load code or start a process, whatever their value. */
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

  /** Where a word is one of Spark's own. */
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

  private HarmlessSpark() {}

  /**
   * Whether a folder may decide on the setting.
   *
   * @param name in full
   */
  static boolean is(String name, String value) {
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

  /** Whether tasks run on this machine, or where the reader's own Hadoop configuration says. */
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
