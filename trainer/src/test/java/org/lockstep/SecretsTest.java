package org.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "https://ann:sesame@mlflow.test/x ! https://•••@mlflow.test/x",
        "https://ann:se@same@mlflow.test/x ! https://•••@mlflow.test/x",
        "https://ann:se/same@mlflow.test/x ! https://•••@mlflow.test/x",
        "https://:sesame@mlflow.test:8443/x ! https://•••@mlflow.test:8443/x",
        "https://sesame@git.test/x ! https://•••@git.test/x",
        "s3a://AK:sesame@bucket/a.parquet ! s3a://•••@bucket/a.parquet",
        "wasbs://c:sesame@acct.test/a ! wasbs://•••@acct.test/a",
        "hdfs://ann:sesame@host ! hdfs://•••@host",
        "https://a:sesame@h1/x,https://b:sesame@h2/y ! https://•••@h1/x,https://•••@h2/y",
        "jdbc:mysql://ann:sesame@db.test/x ! jdbc:mysql://•••@db.test/x",
        "jdbc:postgresql://db/x?user=ann&password=sesame&ssl=true"
            + " ! jdbc:postgresql://db/x?user=ann&password=•••&ssl=true",
        "jdbc:sqlserver://db:1433;user=sa;password={se;same};x=1"
            + " ! jdbc:sqlserver://db:1433;user=sa;password=•••;x=1",
        "jdbc:oracle:thin:scott/sesame@//db:1521/x ! jdbc:oracle:thin:•••@//db:1521/x",
        "-Xmx1g -Djavax.net.ssl.keyStorePassword=sesame -Da=b"
            + " ! -Xmx1g -Djavax.net.ssl.keyStorePassword=••• -Da=b",
        "-Dx.key=se,same -Da=b ! -Dx.key=••• -Da=b",
        "-Ddb.pass=sesame ! -Ddb.pass=•••",
        "https://h.test/d?api_token=sesame&x=1 ! https://h.test/d?api_token=•••&x=1",
        "https://h.test/d?access_token=sesame ! https://h.test/d?access_token=•••",
        "https://h.test/d?key=sesame&x=1 ! https://h.test/d?key=•••&x=1",
        "https://a.blob.test/c/x.parquet?sv=2022&sig=se%3Dsame&sp=r"
            + " ! https://a.blob.test/c/x.parquet?sv=2022&sig=•••&sp=r",
        "https://b.s3.test/x?X-Amz-Credential=sesame&X-Amz-Date=1&X-Amz-Signature=sesame"
            + " ! https://b.s3.test/x?X-Amz-Credential=•••&X-Amz-Date=1&X-Amz-Signature=•••",
        "https://b.s3.test/x?AWSAccessKeyId=sesame&Signature=sesame&Expires=1"
            + " ! https://b.s3.test/x?AWSAccessKeyId=•••&Signature=•••&Expires=1",
        "https://g.test/x?X-Goog-Signature=sesame ! https://g.test/x?X-Goog-Signature=•••",
        "AccountName=a;AccountKey=sesame==;EndpointSuffix=t"
            + " ! AccountName=a;AccountKey=•••;EndpointSuffix=t",
        "api_key=sesame ! api_key=•••",
        "apikey=sesame ! apikey=•••",
        "aws_secret_access_key = sesame ! aws_secret_access_key = •••",
        "Authorization: Bearer sesame.open ! Authorization: ••• •••",
        "Bearer sesame ! Bearer •••",
        "Basic YW5uOnNlc2FtZQ== ! Basic •••",
        "x required username=\"ann\" password=\"se same\"; ! x required username=\"ann\" password=•••;",
        "{\"user\": \"ann\", \"password\": \"se same\"} ! {\"user\": \"ann\", \"password\": \"•••\"}",
        "password: sesame ! password: •••",
        "X-Api-Key: sesame ! X-Api-Key: •••",
        "db.password: sesame ! db.password: •••",
        "--password sesame --x 1 ! --password ••• --x 1",
        "id AKIAIOSFODNN7EXAMPLE of it ! id ••• of it",
        "ghp_0123456789abcdefghijABCDEFGHIJ ! •••",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl ! •••",
        "-----BEGIN RSA PRIVATE KEY----- MIIEow -----END RSA PRIVATE KEY----- x ! ••• x",
        "-----BEGIN PRIVATE KEY----- MIIEow ! •••",
      })
  void aSecretIsRedactedByItsFormatAndTheTextAroundItIsKept(String text, String shown) {
    assertThat(Secrets.hiddenIn(text)).isEqualTo(shown);
    assertThat(Secrets.hiddenIn(shown)).as("hidden twice").isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.001",
        "s3a://bucket/a.parquet",
        "abfss://container@account.dfs.test/a.parquet",
        "https://host.test:8080/a@b",
        "hdfs://token-host:8020/a",
        "data/user_key=5/part-00000.parquet",
        "column key has NaN",
        "monkey=3, author=ann, keyboard: 5",
        "write --set KEY=VALUE",
        "Basic authentication is not there",
        "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD in the environment",
        "{\"token\":3,\"secret\":4}",
        "it must be one of token, key, password; the nearest is key",
        "runs/compass=3",
        "there is no model at secret-model: it needs a manifest.json",
        "there is no run at runs/password: it needs a settings.conf",
        "digest  68a2bfc4c0a6fee7cd4e4a5c5c21cc0e",
        "exported  model.onnx, onnx, 12,345 bytes",
        "mail ann@host.test",
        "conf/data/*.parquet",
      })
  void ordinaryTextIsNotRedacted(String text) {
    assertThat(Secrets.hiddenIn(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.secret.key",
        "spark.hadoop.fs.s3a.access.key",
        "spark.ssl.keyPassword",
        "spark.authenticate.secret",
        "spark.hadoop.fs.azure.account.key.acct.dfs.core.windows.net",
        "spark.hadoop.fs.azure.sas.container.acct.blob.core.windows.net",
        "spark.hadoop.fs.azure.account.oauth2.client.secret",
        "spark.hadoop.my.credential",
        "spark.hadoop.my.passwd",
        "spark.hadoop.my.passphrase",
        "spark.hadoop.my.pwd",
        "spark.hadoop.my.pass",
        "spark.hadoop.my.auth",
        "spark.hadoop.my.authorization",
        "spark.hadoop.my.TOKEN",
        "spark.executorEnv.PGPASSWORD",
        "spark.executorEnv.AWS_SECRET_ACCESS_KEY",
        "spark.executorEnv.DB_PASS",
        "spark.kafka.sasl.jaas.config",
      })
  void settingsAreSecretByName(String name) {
    assertThat(Secrets.shown(name, "sesame")).isEqualTo("•••");
    assertThat(Secrets.shownAssignment(name + "=sesame, open")).doesNotContain("sesame", "open");
    assertThat(Secrets.shownAssignment("  " + name + " = \"sesame")).doesNotContain("sesame");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.executor.memory, 2g",
    "spark.authenticate, true",
    "spark.shuffle.sort.bypassMergeThreshold, 200",
    "spark.hadoop.fs.s3a.endpoint, s3.test",
    "spark.author, ann",
  })
  void ordinarySettingsAreNotRedacted(String name, String value) {
    assertThat(Secrets.shown(name, value)).isEqualTo(value);
    assertThat(Secrets.shownAssignment(name + "=" + value)).isEqualTo(name + "=" + value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a.",
        "-",
        "=",
        " ",
        "://",
        "a://",
        "a:",
        "@",
        "token",
        "token-",
        "key=",
        "\"",
        "-D",
        "eyJ-",
        "eyJaaaaaaaa.",
        "a@b:",
        "bearer ",
        "basic a",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----"
      })
  void aLongTextIsSearchedInLinearTime(String unit) {
    String text = unit.repeat((1 << 18) / unit.length());

    assertThat(Secrets.hiddenIn(text)).isNotEmpty();
    assertThat(Secrets.isSecret(text, text)).isEqualTo(unit.matches("(?i).*(?:token|key).*"));
  }

  @Test
  void aPrivateKeyOfManyLinesIsRedactedCompletely() {
    assertThat(
            Secrets.hiddenIn(
                "a\n-----BEGIN OPENSSH PRIVATE KEY-----\nMII\nEow\n-----END OPENSSH PRIVATE KEY-----\nb"))
        .isEqualTo("a\n•••\nb");
  }

  @Test
  void anErrorMessageDoesNotContainASecret() {
    assertThat(
            new UserException(
                "s3a://AK:sesame@bucket/x is not there",
                "data.train = s3a://AK:sesame@bucket/x",
                "check password=sesame"))
        .hasMessage(
            "s3a://•••@bucket/x is not there (data.train = s3a://•••@bucket/x); check password=•••");
  }
}
