package org.lockstep.jobs.report;

import java.util.regex.Pattern;

/** Hides what a report must not show: it is a file that people send to each other. */
final class Secrets {
  private static final String HIDDEN = "•••";

  /** Such as {@code https://user:password@host}. */
  private static final Pattern USER = Pattern.compile("(://)[^/\\s@]+@");

  /** Such as {@code ?token=...}, {@code -Djavax.net.ssl.keyStorePassword=...}. */
  private static final Pattern ASSIGNED =
      Pattern.compile("(?i)([\\w.-]*(?:password|secret|token|key)[\\w.-]*=)[^\\s&;,\"']+");

  private Secrets() {}

  /** The text with every secret in it replaced. */
  static String hiddenIn(String text) {
    String open = USER.matcher(text).replaceAll("$1" + HIDDEN + "@");
    return ASSIGNED.matcher(open).replaceAll("$1" + HIDDEN);
  }
}
