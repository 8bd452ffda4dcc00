package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.export.NpyExport;
import org.lockstep.model.Model;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;

/** A run in another locale writes files of the same names and content. */
@Tag("spark")
class LocaleTest {
  @TempDir private static Path folder;
  private static String table;
  private static Model expected;

  @BeforeAll
  static void train() {
    table = folder.resolve("table").toString();
    Blobs.table(SharedSpark.session(), 300).write().parquet(table);
    expected = train("expected");
  }

  private static Model train(String name) {
    Runs runs = Runs.classification(table);
    return new Trainer(SharedSpark.session(), runs.to(folder.resolve(name).toString()))
        .train()
        .model();
  }

  private static List<String> files(String name) {
    Path root = folder.resolve(name);
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(file -> root.relativize(file).toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] exported(Model model) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      NpyExport.write(model, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fa", "ar-EG", "hi-IN-u-nu-deva", "tr", "de"})
  void everyLocaleGivesTheSameFileNamesAndBytes(String language) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(language));
    try {
      Model model = train(language);

      assertThat(model.digest()).isEqualTo(expected.digest());
      assertThat(files(language)).isEqualTo(files("expected"));
      assertThat(folder.resolve(language).resolve("weights.safetensors"))
          .hasSameBinaryContentAs(folder.resolve("expected/weights.safetensors"));
      assertThat(exported(model)).isEqualTo(exported(expected));
    } finally {
      Locale.setDefault(before);
    }
  }
}
