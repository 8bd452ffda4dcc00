package org.lockstep.jobs.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;

/**
 * Resolves the includes of a user's settings file. A missing file is an error, as with {@code
 * include required(...)}.
 */
final class FoundIncludes
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  private final String file;
  private final @Nullable ConfigIncluder hocon;

  /**
   * Creates it.
   *
   * @param file the settings file, for messages
   */
  FoundIncludes(String file) {
    this(file, null);
  }

  private FoundIncludes(String file, @Nullable ConfigIncluder hocon) {
    this.file = file;
    this.hocon = hocon;
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return hocon == null ? new FoundIncludes(file, fallback) : this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return found(context, what, c -> by(ConfigIncluder.class).include(c, what));
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return found(context, what.toString(), c -> by(ConfigIncluderFile.class).includeFile(c, what));
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    return found(context, what.toString(), c -> by(ConfigIncluderURL.class).includeURL(c, what));
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    return found(context, what, c -> by(ConfigIncluderClasspath.class).includeResources(c, what));
  }

  private <T> T by(Class<T> kind) {
    return kind.cast(
        Objects.requireNonNull(hocon)); // the includer of the library implements all interfaces
  }

  private ConfigObject found(
      ConfigIncludeContext context,
      String what,
      Function<ConfigIncludeContext, ConfigObject> include) {
    try {
      return include.apply(context.setParseOptions(context.parseOptions().setAllowMissing(false)));
    } catch (ConfigException.IO | ConfigException.BadPath e) {
      throw new UserException(
          "the include %s does not exist or cannot be read".formatted(what),
          file,
          "add the file or remove the include; a relative path begins at the folder of the file that"
              + " includes it",
          e);
    }
  }
}
