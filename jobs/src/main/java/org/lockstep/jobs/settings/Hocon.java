package org.lockstep.jobs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.lockstep.Secrets;
import org.lockstep.UserException;

/**
 * Reads HOCON into a resolved {@link Config}. Every error is a {@link UserException} that names
 * file and line.
 */
public final class Hocon {
  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("([\\w.\"-]+)\\s*[=:]\\s*(-?\\d+,\\d+)");
  private static final Pattern LINE_NUMBER = Pattern.compile(": (\\d+)(-\\d+)?$");
  private static final String OVERRIDE = "--set ";

  /** The most characters of a file that a message repeats. */
  private static final int LONGEST = 200;

  private Hocon() {}

  /**
   * Reads a settings file; later overrides win over earlier ones, overrides over the file, the file
   * over the defaults. Substitutions see all of them and the environment.
   *
   * @param file its path, as the user wrote it
   * @param overrides {@code KEY=VALUE} each; the value is read as HOCON where it is a list, a
   *     block, quoted, or has a substitution, and is plain text otherwise
   * @param trial the values of a search trial, which override all others
   * @throws UserException if the file cannot be read or is not HOCON, an override has no key, or a
   *     substitution has no value
   */
  public static Config read(String file, List<String> overrides, Config trial, Config defaults) {
    return resolve(parse(file), file, overrides, trial, defaults);
  }

  /**
   * Reads a text of plain values, such as the stored settings of a run. Environment variables,
   * files and URLs are never read.
   *
   * @param name its path, for messages
   * @throws UserException if it is not HOCON, includes something or has a substitution
   */
  public static Config plain(String text, String name) {
    Config config;
    try {
      config =
          ConfigFactory.parseString(
              text,
              ConfigParseOptions.defaults()
                  .setOriginDescription(name)
                  .setIncluder(new NoIncludes(name)));
    } catch (ConfigException e) {
      throw notHocon(e, name);
    }
    if (!config.isResolved()) {
      throw new UnreadableSettingsException(
          "the stored settings of a run have a substitution, ${...} or +=",
          name + lineOf("${", text).or(() -> lineOf("+=", text)).orElse(""),
          "write the plain value in its place");
    }
    return config;
  }

  /** The line number of the first occurrence of a text, as a suffix of the file name. */
  private static Optional<String> lineOf(String sign, String text) {
    List<String> lines = text.lines().toList();
    for (int line = 1; line <= lines.size(); line++) {
      if (lines.get(line - 1).contains(sign)) {
        return Optional.of(":" + line);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads settings of the command line.
   *
   * @param overrides {@code KEY=VALUE} each; later ones override earlier ones
   */
  static Config given(List<String> overrides) {
    return resolve(
        ConfigFactory.empty(), "--set", overrides, ConfigFactory.empty(), ConfigFactory.empty());
  }

  /** The full names of the settings of the command line. */
  static Set<String> keys(List<String> overrides) {
    Set<String> keys = new TreeSet<>();
    for (String each : overrides) {
      keys.addAll(Leaves.of(override(each).root()).keySet());
    }
    return keys;
  }

  /** Settings of the command line, without those that refer to settings of a file. */
  static Config givenByThemselves(List<String> overrides) {
    ConfigResolveOptions lenient = ConfigResolveOptions.defaults().setAllowUnresolved(true);
    return given(
        overrides.stream().filter(each -> override(each).resolve(lenient).isResolved()).toList());
  }

  /**
   * Merges overrides, settings, the defaults of the recipe and all others; substitutions may refer
   * to all of them.
   */
  static Config resolve(
      Config file, String name, List<String> overrides, Config trial, Config defaults) {
    Config config = file;
    for (String override : overrides) {
      Config given = override(override);
      int depth = ConfigUtil.splitPath(key(override)).size();
      config =
          given.withFallback(
              withoutReplaced(config, given.root(), defaults.root(), depth, List.of()));
    }
    try {
      Config set = trial.withFallback(config);
      Config all = set.withFallback(defaults).resolve();
      Config ofRecipe = Defaults.ofRecipe(all);
      return ofRecipe.isEmpty() ? all : set.withFallback(ofRecipe).withFallback(defaults).resolve();
    } catch (ConfigException e) {
      throw new UserException(
          withoutOrigin(e), where(e, name), "set it, or write ${?NAME} for one that may be absent");
    }
  }

  /**
   * Takes out the values that an override replaces: a block that is one value, such as that of
   * data.validation, is not merged with the one of the file. A value within such a block, such as
   * that of data.columns.age.missing, is.
   *
   * @param depth of the key that the override has given
   */
  private static Config withoutReplaced(
      Config config, ConfigObject given, ConfigObject known, int depth, List<String> parents) {
    Config rest = config;
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      List<String> path = new ArrayList<>(parents);
      path.add(entry.getKey());
      ConfigValue counterpart = known.get(entry.getKey());
      if (entry.getValue() instanceof ConfigObject block && counterpart != null) {
        rest =
            counterpart instanceof ConfigObject inner
                ? withoutReplaced(rest, block, inner, depth, path)
                : path.size() < depth ? rest : rest.withoutPath(ConfigUtil.joinPath(path));
      }
    }
    return rest;
  }

  /** The location of a value, such as {@code conf/digits.conf:12} or {@code --set lanes=0}. */
  public static String where(ConfigOrigin origin) {
    String description = origin.description();
    return LINE_NUMBER
        .matcher(description)
        .replaceFirst(description.startsWith(OVERRIDE) ? "" : ":$1");
  }

  private static Config parse(String file) {
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      throw new UserException(
          "the settings file does not exist", file, "give the path of a HOCON file");
    }
    if (Files.isDirectory(path)) {
      throw new UserException(
          "the settings file is a folder", file, "give the path of a HOCON file");
    }
    try {
      // The absolute path: with a bare file name, includes beside it would not be found.
      return ConfigFactory.parseFile(
          path.toAbsolutePath().toFile(),
          ConfigParseOptions.defaults()
              .setAllowMissing(false)
              .setOriginDescription(file)
              .setIncluder(new FoundIncludes(file)));
    } catch (ConfigException.IO e) {
      throw new UserException("the settings file cannot be read", file, "check its permissions", e);
    } catch (ConfigException e) {
      throw decimalComma(e, file).orElseGet(() -> notHocon(e, file));
    }
  }

  private static Config override(String override) {
    String key = key(override);
    String shown = OVERRIDE + Secrets.shownAssignment(override);
    try {
      ConfigUtil.splitPath(key);
    } catch (ConfigException e) {
      throw new UserException("an override is no setting", shown, "write --set KEY=VALUE", e);
    }
    return value(override.substring(override.indexOf('=') + 1).strip(), shown).atPath(key);
  }

  private static String key(String override) {
    return override.substring(0, Math.max(override.indexOf('='), 0)).strip();
  }

  private static ConfigValue value(String text, String origin) {
    if (text.equals("null")) {
      return ConfigValueFactory.fromAnyRef(null, origin);
    }
    if (text.startsWith("[")
        || text.startsWith("{")
        || text.startsWith("\"")
        || text.contains("${")) {
      try {
        Config parsed =
            ConfigFactory.parseString(
                "value = " + text, ConfigParseOptions.defaults().setOriginDescription(origin));
        if (parsed.root().size() == 1) {
          return parsed.root().values().iterator().next();
        }
      } catch (ConfigException e) {
        // Not HOCON, so it is the text itself: [ab]*.parquet is a glob.
      }
    }
    return ConfigValueFactory.fromAnyRef(text, origin);
  }

  /**
   * Recognises {@code learning-rate = 0,1}. In HOCON the comma ends the value, so the parser
   * reports an error for the key 1, possibly on a later line.
   */
  private static Optional<UserException> decimalComma(ConfigException error, String file) {
    int last = error.origin() == null ? 0 : error.origin().lineNumber();
    List<String> lines = lines(file);
    for (int line = Math.min(last, lines.size()); line >= 1; line--) {
      Matcher comma = DECIMAL_COMMA.matcher(lines.get(line - 1));
      if (comma.find() && withoutOrigin(error).startsWith("Key '")) {
        return Optional.of(
            new UserException(
                "%s is %s".formatted(comma.group(1), comma.group(2)),
                file + ":" + line,
                "write a number with a point, such as 0.1, and nothing between thousands",
                error));
      }
    }
    return Optional.empty();
  }

  private static UserException notHocon(ConfigException error, String file) {
    int number = error.origin() == null ? 0 : error.origin().lineNumber();
    List<String> lines = lines(file);
    String line =
        number >= 1 && number <= lines.size()
            ? ", "
                + StringUtils.abbreviate(
                    Secrets.shownAssignment(lines.get(number - 1).strip()), LONGEST)
            : "";
    return new UnreadableSettingsException(
        "not HOCON: " + StringUtils.abbreviate(withoutOrigin(error), LONGEST),
        where(error, file) + line,
        "close every bracket and put a value with special characters in double quotes",
        error);
  }

  private static List<String> lines(String file) {
    try {
      return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String where(ConfigException error, String file) {
    return error.origin() == null ? file : where(error.origin());
  }

  /** The message without the place at its start and the advice in brackets at its end. */
  private static String withoutOrigin(ConfigException error) {
    String message = String.valueOf(error.getMessage());
    if (error.origin() != null && message.startsWith(error.origin().description() + ": ")) {
      message = message.substring(error.origin().description().length() + 2);
    }
    return message.replaceFirst("(?s) \\(if you (intended|want) .*", "");
  }
}
