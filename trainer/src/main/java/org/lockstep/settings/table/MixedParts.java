package org.lockstep.settings.table;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lockstep.UserException;

/**
 * Files and folders whose names say that some hold the rows to train on and others those to test or
 * validate on, such as {@code train.parquet} and {@code test.parquet}: not one table.
 *
 * <p>Two names belong together if they differ in that word alone, numbers and hashes aside, so that
 * {@code train-00000-of-00002} and {@code test-00000-of-00001} do. The part files that Spark writes
 * hold no such word, and folders {@code split=train} are a column of one table.
 */
public final class MixedParts {
  private static final Pattern WORD =
      Pattern.compile(
          "(?<!\\p{L})(?:(?<train>train|training|trainset)"
              + "|(?<test>test|testing|testset|holdout)"
              + "|(?<validation>valid|validation|val|dev|eval))(?!\\p{L})");

  /** A number, or a hash in hexadecimal digits. */
  private static final Pattern NUMBER = Pattern.compile("[0-9a-f]*\\d[0-9a-f]*");

  private enum Role {
    TRAIN("data.train"),
    TEST("data.test"),
    VALIDATION("data.validation");

    private final String setting;

    Role(String setting) {
      this.setting = setting;
    }
  }

  private MixedParts() {}

  /**
   * Looks for such names.
   *
   * @param path of the table, as the user wrote it; if its last part has both words, both are meant
   * @param files all files of the table, as paths
   * @return the error that names one of each and how to read them; empty if there are none
   */
  public static Optional<UserException> in(String path, Collection<String> files) {
    if (areMeant(path)) {
      return Optional.empty();
    }
    Map<String, Map<Role, SortedSet<String>>> alike = new TreeMap<>();
    for (String file : new TreeSet<>(files)) {
      String folder = "";
      for (String part : file.split("/", -1)) {
        add(folder, part, alike);
        folder += part + "/";
      }
    }
    return alike.values().stream()
        .filter(roles -> roles.containsKey(Role.TRAIN) && roles.size() > 1)
        .findFirst()
        .map(roles -> mixed(path, roles));
  }

  private static void add(
      String folder, String part, Map<String, Map<Role, SortedSet<String>>> alike) {
    String name = part.toLowerCase(Locale.ROOT);
    Matcher word = WORD.matcher(name);
    if (name.contains("=") || !word.find()) {
      return;
    }
    String rest =
        NUMBER.matcher(name.substring(0, word.start())).replaceAll("#")
            + "*"
            + NUMBER.matcher(name.substring(word.end())).replaceAll("#");
    alike
        .computeIfAbsent(folder + rest, key -> new EnumMap<>(Role.class))
        .computeIfAbsent(role(word), key -> new TreeSet<>())
        .add(folder + part);
  }

  private static Role role(Matcher word) {
    if (word.group("train") != null) {
      return Role.TRAIN;
    }
    return word.group("test") != null ? Role.TEST : Role.VALIDATION;
  }

  private static boolean areMeant(String path) {
    String last = path.replaceFirst("/+$", "");
    last = last.substring(last.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    EnumMap<Role, Boolean> found = new EnumMap<>(Role.class);
    Matcher word = WORD.matcher(last);
    while (word.find()) {
      found.put(role(word), true);
    }
    return found.containsKey(Role.TRAIN) && found.size() > 1;
  }

  private static UserException mixed(String path, Map<Role, SortedSet<String>> roles) {
    Map<String, String> settings = new LinkedHashMap<>();
    roles.forEach((role, names) -> settings.put(role.setting, asWritten(path, named(names))));
    return new UserException(
        "it is not one table: "
            + roles.values().stream()
                .map(names -> lastPart(names.first()))
                .collect(Collectors.joining(" and "))
            + " are rows to train on and rows to keep from it",
        path,
        "name each: "
            + settings.entrySet().stream()
                .map(e -> "%s = \"%s\"".formatted(e.getKey(), e.getValue()))
                .collect(Collectors.joining(", ")));
  }

  /** The path of the only one; a glob of several that begin alike. */
  private static String named(SortedSet<String> names) {
    String first = names.first();
    if (names.size() == 1) {
      return first;
    }
    int start = first.length() - lastPart(first).length();
    Matcher word = WORD.matcher(first.substring(start).toLowerCase(Locale.ROOT));
    return word.find() ? first.substring(0, start + word.end()) + "*" : first;
  }

  /** The file in the terms of the table's path, from its folder on. */
  private static String asWritten(String path, String file) {
    String folder = path.replaceFirst("[^/]*[*?\\[{].*", "").replaceFirst("/+$", "");
    int from = folder.isEmpty() ? -1 : file.lastIndexOf(folder + "/");
    return from < 0 ? file : file.substring(from);
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
