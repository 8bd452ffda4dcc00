package org.lockstep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "https://ann:sesame@mlflow.test/x ! https://•••@mlflow.test/x",
        "s3a://bucket/a.parquet ! s3a://bucket/a.parquet",
        "-Xmx1g -Djavax.net.ssl.keyStorePassword=sesame -Da=b"
            + " ! -Xmx1g -Djavax.net.ssl.keyStorePassword=••• -Da=b",
        "https://h.test/d?api_token=sesame&x=1 ! https://h.test/d?api_token=•••&x=1",
        "0.001 ! 0.001",
      })
  void secretsWithinAValueAreHiddenAndNothingElse(String value, String shown) {
    assertThat(Secrets.hiddenIn(value)).isEqualTo(shown);
  }
}
