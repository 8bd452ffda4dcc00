package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.settings.KnownSettings;

/**
 * A setting that is added to the registry appears everywhere. The test compiles a copy of {@link
 * KnownSettings} with one more setting and loads Lockstep's classes anew, with the copy among them.
 */
class AddedSettingTest {
  private static final Path REGISTRY =
      Path.of("../trainer/src/main/java/org/lockstep/settings/KnownSettings.java");

  private static final String LAST = "TrainingKeys.ALL)";
  private static final String ADDED =
      """
      TrainingKeys.ALL,
          List.of(
              Setting.of(
                  "network.added-setting",
                  org.lockstep.settings.value.Values.wholeNumber(1),
                  "3",
                  "A setting that a test adds.")))
      """;

  /** Loads Lockstep's classes again; delegates all others to its parent. */
  private static final class Anew extends URLClassLoader {
    Anew(List<URL> places) {
      super(places.toArray(URL[]::new), AddedSettingTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("org.lockstep.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }

  private static void compileRegistryWithOneMore(Path folder) throws IOException {
    String text = Files.readString(REGISTRY);
    assertThat(text).containsOnlyOnce(LAST);
    Path source =
        Files.writeString(folder.resolve("KnownSettings.java"), text.replace(LAST, ADDED));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int status =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            source.toString());
    assertThat(status).isZero();
  }

  private static URL placeOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  @Test
  void aSettingDeclaredInOnePlaceAppearsEverywhere(@TempDir Path folder) throws Exception {
    compileRegistryWithOneMore(folder);
    List<URL> places =
        List.of(
            folder.toUri().toURL(),
            placeOf(KnownSettings.class),
            placeOf(CommandKeys.class),
            placeOf(AddedSettingTest.class));
    try (Anew loader = new Anew(places)) {
      Object probe =
          loader.loadClass(AddedSettingProbe.class.getName()).getConstructor().newInstance();
      Map<?, ?> found = (Map<?, ?>) ((Supplier<?>) probe).get();

      assertThat(found.get("command line")).isEqualTo(List.of("network.added-setting"));
      assertThat(found.get("overview")).asString().contains("network.added-setting");
      assertThat(found.get("page"))
          .asString()
          .contains("### `network.added-setting`", "A setting that a test adds.", "1 or more")
          .contains("Default: `3`", "In Spark ML: addedSetting");
      assertThat(found.get("misspelt")).asString().endsWith("the nearest is network.added-setting");
      assertThat(found.get("wrong")).asString().contains("network.added-setting is 0", "1 or more");
      assertThat(found.get("resume")).isEqualTo(List.of("network.added-setting was 3 and is 4"));
      for (String estimator : List.of("classifier", "regressor")) {
        assertThat(found.get(estimator))
            .asString()
            .isEqualTo("addedSetting 3 A setting that a test adds. (a whole number, 1 or more)");
        assertThat(found.get(estimator + " wrong"))
            .asString()
            .contains("network.added-setting", "0");
      }
    }
    assertThat(KnownSettings.ALL).noneMatch(setting -> setting.key().contains("added"));
  }
}
