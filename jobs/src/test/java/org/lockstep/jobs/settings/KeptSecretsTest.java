package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.UserException;
import org.lockstep.model.run.RunFolder;

class KeptSecretsTest {
  private final StoredRun run;

  KeptSecretsTest(@TempDir Path folder) {
    run = new StoredRun(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.hadoop.fs.s3a.secret.key | sesame",
        "spark.hadoop.my.credential | sesame",
        "spark.hadoop.my.passwd | sesame",
        "spark.hadoop.my.passphrase | sesame",
        "spark.hadoop.my.pwd | 1234567",
        "spark.hadoop.my.auth | sesame",
        "spark.hadoop.fs.azure.sas.c.acct.blob.core.windows.net | sesame",
        "spark.hadoop.javax.jdo.option.ConnectionURL | jdbc:mysql://db/x?user=a&password=sesame",
        "spark.executor.extraJavaOptions | -Dx.keyStorePassword=sesame",
        "spark.my.ident | sesame",
        "data.train | s3a://AK:sesame@bucket/x",
        "data.validation | https://h.test/x?sig=sesame",
        "training.warm-start | https://sesame@h.test/x",
      })
  void aSecretIsNotStoredWithTheRunAndMustBeGivenAgain(String key, String value)
      throws IOException {
    Path file =
        Files.writeString(run.folder().resolve("mine.conf"), StoredRun.LEAST + "output = x");
    String given = "%s=\"%s\"".formatted(key, value);
    String regex = "spark.redaction.regex=ident";
    SettingsFile settings = SettingsFile.read(file.toString(), List.of(given, regex));
    assertThat(settings.text()).doesNotContain("sesame", "1234567").contains(key);
    String kept = settings.text();

    RunFolder stored = run.kept("");
    Files.writeString(run.folder().resolve("run/settings.conf"), kept);

    assertThatThrownBy(() -> SettingsFile.toGoOn(stored, List.of(regex), run.path()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(key);
    SettingsFile again = SettingsFile.toGoOn(stored, List.of(given, regex), run.path());
    assertThat(again.text()).doesNotContain("sesame", "1234567");
    if (key.startsWith("spark.")) {
      assertThat(again.spark()).containsEntry(key, value);
    }
  }

  @Test
  void aSettingsFileCopiedFromARunRequiresItsSecrets() throws IOException {
    Path file =
        Files.writeString(
            run.folder().resolve("copy.conf"),
            StoredRun.LEAST + "output = x\nspark.my.password = \"•••\"");

    assertThatThrownBy(() -> SettingsFile.read(file.toString(), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("spark.my.password");
    assertThat(SettingsFile.read(file.toString(), List.of("spark.my.password=sesame")).spark())
        .containsEntry("spark.my.password", "sesame");
  }
}
