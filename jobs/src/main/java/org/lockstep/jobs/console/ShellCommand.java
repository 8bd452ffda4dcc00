package org.lockstep.jobs.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Commands of Lockstep as lines that can be pasted into the shell that this one was typed in: with
 * the program as it was called, and words quoted where a shell would read something else.
 */
public final class ShellCommand {
  /** The program where nobody has said how it was called. */
  public static final String NAME = "lockstep";

  /** The system property by which {@code scripts/lockstep} passes its path as it was typed. */
  private static final String TYPED = "lockstep.command";

  private static final String SPARK_SUBMIT = "org.apache.spark.deploy.SparkSubmit";

  /** Options of spark-submit that have no value. */
  private static final List<String> FLAGS = List.of("--verbose", "-v", "--supervise");

  private ShellCommand() {}

  /** The program: {@code scripts/lockstep} as typed, or spark-submit with the jar. */
  public static String program() {
    String typed = System.getProperty(TYPED);
    return typed == null ? submitted(System.getProperty("sun.java.command", "")) : word(typed);
  }

  /**
   * A command line.
   *
   * @param words the command and its arguments, unquoted
   */
  public static String of(String... words) {
    return Stream.concat(Stream.of(program()), Stream.of(words).map(ShellCommand::word))
        .collect(Collectors.joining(" "));
  }

  /**
   * The call of spark-submit, without its {@code --conf}s, which may hold secrets.
   *
   * @param java main class and arguments of this JVM
   */
  static String submitted(String java) {
    List<String> words = List.of(java.split(" +"));
    if (!words.get(0).equals(SPARK_SUBMIT)) {
      return NAME;
    }
    List<String> call = new ArrayList<>(List.of("spark-submit"));
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("-")) {
        call.add(word(word));
        return String.join(" ", call);
      }
      boolean hasValue = !FLAGS.contains(word) && !word.contains("=");
      if (hasValue && i + 1 < words.size()) {
        i++;
        if (List.of("--master", "--class").contains(word)) {
          call.addAll(List.of(word, word(words.get(i))));
        }
      }
    }
    return NAME;
  }

  /** Quotes a word for a shell if needed. */
  static String word(String word) {
    return word.matches("[\\w./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
