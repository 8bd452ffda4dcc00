package org.lockstep;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hides secrets in all that Lockstep prints or writes: settings that a run keeps, manifests,
 * reports, messages.
 *
 * <p>A secret is known by the name of its setting, as in Spark's own {@code spark.redaction.regex},
 * of which the names here are a superset; or by its form, wherever it stands in a text: user and
 * password of a URL, a parameter such as {@code sig=}, an assignment such as {@code
 * -Dx.keyStorePassword=}, a header, a private key, a token with a known prefix. The text around it
 * stays, so that a URL keeps its host and path. Idempotent.
 */
public final class Secrets {
  /** Replaces a secret. */
  public static final String HIDDEN = "•••";

  /** Parts of the names of settings whose values are secrets. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?i)secret|passw|passphrase|passcode|pwd|token|key|credential|signature|cookie"
              + "|auth(?!or(?!iz))|(?<![a-z])(?:pass|sas|sig|jwt|jaas|pem)(?![a-z])");

  private static final Pattern SWITCH = Pattern.compile("(?i)true|false|yes|no|on|off|null|");

  /** The same in a text, where the word key alone is mostly a key of a table or of a map. */
  private static final String WORD =
      "(?:secret|passw|passphrase|passcode|pwd|token|credential|signature|cookie|auth(?!or(?!iz))"
          + "|(?<![a-z])(?:pass|sas|sig|jwt)(?![a-z])"
          + "|(?:api|access|account|secret|private|shared|storage|signing|encryption|master|client"
          + "|subscription|primary|secondary|session|ssh|function)[._-]?key)";

  private static final String VALUE =
      "(?:\"[^\"]*\"|'[^']*'|\\{[^}]*\\}|[\"']?[^\\s&;,\"'<>()\\[\\]{}|]+)";

  /** A pattern, and what it is replaced by; in this order. */
  private record Rule(Pattern pattern, String replacement) {
    Rule(String pattern, String replacement) {
      this(Pattern.compile(pattern), replacement);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)",
              HIDDEN),
          // https://user:password@host; a password may hold @, and even / behind the colon.
          new Rule(
              "(?i)(\\b[a-z][a-z0-9+.-]{0,30}://)(?:[^/\\s@:\"'<>?#]{0,200}:(?!\\d+/)[^\\s\"'<>]{0,500}?"
                  + "|[^/\\s:\"'<>?#]{0,200}:[^/\\s\"'<>]{0,500})@(?=[^/\\s@]{0,300}(?:[/\\s,;\"']|$))",
              "$1" + HIDDEN + "@"),
          // https://token@host; but in abfss://container@account the first is a name as any other.
          new Rule(
              "(?i)(\\b(?!(?:abfss?|wasbs?|adl|hdfs|sftp|ssh|git)://)[a-z][a-z0-9+.-]{0,30}://)"
                  + "[^/\\s:\"'<>?#]{1,500}@",
              "$1" + HIDDEN + "@"),
          new Rule(
              "(?i)(\\bjdbc:oracle:\\w+:)[^@\\s/\"']{1,200}/[^@\\s\"']{1,500}@",
              "$1" + HIDDEN + "@"),
          new Rule("(?i)(\\bbearer\\s{1,9})(?!token)[\\w.~+/=•-]+", "$1" + HIDDEN),
          new Rule(
              "(?i)(\\b(?:basic|negotiate)\\s{1,9})"
                  + "(?-i:(?=[\\w.~+/-]{0,999}(?:\\d|=|[a-z][A-Z])))[\\w.~+/=-]{6,}",
              "$1" + HIDDEN),
          // A Java option, whose value ends at a blank.
          new Rule(
              "(?i)((?<![\\w.-])-D[\\w.-]*(?:key|"
                  + WORD
                  + ")[\\w.-]{0,100}=)(?:\"[^\"]*\"|'[^']*'|\\S+)",
              "$1" + HIDDEN),
          new Rule("(?i)([?&]key=)[^\\s&;,\"'<>]+", "$1" + HIDDEN),
          new Rule(
              "(?i)((?<![\\w.-])[\\w.-]*"
                  + WORD
                  + "[\\w.-]{0,100}\\s?=\\s?)(?!(?:true|false)\\b)"
                  + VALUE,
              "$1" + HIDDEN),
          new Rule(
              "(?i)(\"[\\w.-]{0,100}" + WORD + "[\\w.-]{0,100}\"\\s*:\\s*\")[^\"]*(?=\")",
              "$1" + HIDDEN),
          new Rule(
              // In prose a word before a colon may be the name of a file: only whole names.
              "(?i)((?<![\\w./\"-])(?:[\\w-]{1,100}[._-])?(?:password|passwd|passphrase|pwd|authorization"
                  + "|(?:api|access|account|secret)[._-]?key|access[._-]?token"
                  + "|(?:auth|security|session)[._-]token|client[._-]secret):\\s+)"
                  + VALUE,
              "$1" + HIDDEN),
          new Rule(
              "(?i)((?<![\\w-])--?[\\w-]{0,100}" + WORD + "[\\w-]{0,100}\\s{1,9})(?![-=])" + VALUE,
              "$1" + HIDDEN),
          // Tokens of well-known services, and JSON web tokens.
          new Rule(
              "(?<![\\w-])(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\\w{20,}|github_pat_\\w{20,}"
                  + "|glpat-[\\w-]{20,}|xox[abprs]-[\\w-]{10,}|AIza[\\w-]{30,}|ya29\\.[\\w-]{20,}"
                  + "|dapi[0-9a-f]{32}|eyJ[\\w-]{8,2000}\\.[\\w-]{8,9000}\\.[\\w-]*)",
              HIDDEN));

  private Secrets() {}

  /**
   * Whether the value of a setting is a secret by the setting's name.
   *
   * @param name the full name, such as {@code spark.hadoop.fs.s3a.secret.key}
   * @param value what it is set to; a switch such as {@code true} is no secret
   */
  public static boolean isSecret(String name, String value) {
    return NAME.matcher(name).find() && !SWITCH.matcher(value.strip()).matches();
  }

  /**
   * The value of a setting as it may be shown and kept.
   *
   * @param name the setting's full name
   */
  public static String shown(String name, String value) {
    return isSecret(name, value) ? HIDDEN : hiddenIn(value);
  }

  /**
   * {@code KEY=VALUE} or a line of a settings file as it may be shown: what stands behind the first
   * sign of assignment is the value of what stands before.
   */
  public static String shownAssignment(String line) {
    int end = 0;
    while (end < line.length() && "=:".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    String name = line.substring(0, end);
    boolean isSecret =
        end < line.length()
            && name.toLowerCase(Locale.ROOT).indexOf("://") < 0
            && isSecret(name, line.substring(end + 1));
    return isSecret ? line.substring(0, end + 1) + " " + HIDDEN : hiddenIn(line);
  }

  /**
   * The names of settings whose value is a secret, as a regular expression: for {@code
   * spark.redaction.regex}.
   */
  public static String names() {
    return NAME.pattern();
  }

  /** The text with {@link #HIDDEN} in the place of every secret that its form gives away. */
  public static String hiddenIn(String text) {
    String open = text;
    for (Rule rule : RULES) {
      open = rule.pattern().matcher(open).replaceAll(rule.replacement());
    }
    return open;
  }

  /** Whether a secret was taken out of the text. */
  public static boolean areHiddenIn(String text) {
    return text.contains(HIDDEN);
  }
}
