package org.lockstep.listener.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;

class MlflowAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:5000",
        "http://127.0.0.1:5000/",
        "https://mlflow.test/behind/a/path",
        "HTTP://[::1]:5000",
      })
  void urlsOfServersAreAccepted(String uri) {
    assertThat(MlflowAddress.require(uri)).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlruns",
        "runs/mlflow",
        "/srv/mlruns",
        "./mlruns",
        "file:/srv/mlruns",
        "file:///srv/mlruns",
        "hdfs://name.test:8020/mlruns",
        "s3a://bucket/mlruns",
        "sqlite:///mlflow.db",
        "postgresql://db.test/mlflow",
        "http",
        "localhost:5000",
      })
  void otherUrisAreRefusedWithTheCommandToRun(String uri) {
    assertThatThrownBy(() -> MlflowAddress.require(uri))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(uri + " is a folder or a database")
        .hasMessageContaining("logging.mlflow.tracking-uri")
        .hasMessageContaining("mlflow server --backend-store-uri")
        .hasMessageContaining("leave the setting out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "https:///x", "http://a b/", "http://:5000"})
  void anAddressWithoutAHostIsRefused(String uri) {
    assertThatThrownBy(() -> MlflowAddress.require(uri))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("names no host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ash:hush@mlflow.test/x",
        "HTTP://hush@mlflow.test",
        "s3a://ash:hush@bucket/x",
        "postgresql://ash:hush@db.test/mlflow",
      })
  void aPasswordIsRefusedAndNotPrinted(String uri) {
    assertThatThrownBy(() -> MlflowAddress.require(uri))
        .isInstanceOf(UserException.class)
        .hasMessageNotContaining("hush");
  }
}
