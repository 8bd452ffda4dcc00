package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;

class IncludesTest {
  private final StoredRun run;

  IncludesTest(@TempDir Path folder) {
    run = new StoredRun(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logging.mlflow.experiment = ${PATH}",
        "logging.mlflow.experiment = ${?PATH}",
        "logging.mlflow.experiment = ${?LOCKSTEP_NO_SUCH_VARIABLE}",
        "logging.mlflow.experiment = x-${?PATH}-y",
        "logging.mlflow.experiment = ${data.label}",
        "logging.mlflow.experiment = ${java.home}",
        "logging.mlflow { experiment = ${logging.every-iterations} }",
        "data.features = [${?PATH}]",
        "data.features += a",
        "spark { x = ${?PATH} }",
        "logging = ${?data}",
      })
  void aSubstitutionIsRejectedInAStoredRun(String line) {
    assertThatThrownBy(() -> run.looked(line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("substitution")
        .hasMessageContaining("settings.conf:3")
        .message()
        .doesNotContain(System.getenv("PATH"));
    assertThatThrownBy(() -> run.used(line)).isInstanceOf(UserException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"%2$s\"",
        "include \"other\"",
        "include required(\"%2$s\")",
        "include file(\"%2$s\")",
        "include required(file(\"%2$s\"))",
        "include \"%1$s\"",
        "include url(\"%1$s\")",
        "include required(url(\"%1$s\"))",
        "include url(\"file:%2$s\")",
        "include classpath(\"lockstep-defaults.conf\")",
        "include required(classpath(\"lockstep-defaults.conf\"))",
        "include \"no-such-file\"",
        "logging { include file(\"%2$s\") }",
        "spark { x = { include url(\"%1$s\") } }",
      })
  void anIncludeInAStoredRunIsRefusedAndNotResolved(String line) throws IOException {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      Path other = Files.writeString(run.folder().resolve("other.conf"), "training.epochs = 9");
      String address = "http://127.0.0.1:%d/a.conf".formatted(server.getAddress().getPort());
      String lines = line.formatted(address, other);

      assertThatThrownBy(() -> run.looked(lines))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("the stored settings of a run include ")
          .hasMessageContaining("settings.conf");
      assertThatThrownBy(() -> run.used(lines)).isInstanceOf(UserException.class);
      assertThat(requests).as("requests").hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"shared\"",
        "include \"shared.conf\"",
        "include file(\"shared.conf\")",
        "include url(\"file:/no/such/shared.conf\")",
        "include classpath(\"no/such/shared.conf\")",
        "include required(\"shared.conf\")",
        "training { include \"shared.conf\" }",
      })
  void aMissingIncludeIsAnErrorInAFileOfTheUser(String include) throws IOException {
    Path file =
        Files.writeString(
            run.folder().resolve("mine.conf"), include + "\n" + StoredRun.LEAST + "output=x");

    assertThatThrownBy(() -> SettingsFile.read(file.toString(), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("shared")
        .hasMessageContaining("does not exist")
        .hasMessageContaining("mine.conf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"shared\"",
        "include \"shared.conf\"",
        "include file(\"%s/shared.conf\")",
        "include required(\"shared.conf\")",
        "include url(\"file:%s/shared.conf\")",
      })
  void anExistingIncludeIsRead(String include) throws IOException {
    Files.writeString(run.folder().resolve("shared.conf"), "training.epochs = ${training.seed}\n");
    Path file =
        Files.writeString(
            run.folder().resolve("mine.conf"),
            include.formatted(run.folder()) + "\n" + StoredRun.LEAST + "output=x");

    assertThat(
            SettingsFile.read(file.toString(), List.of("training.seed=7"))
                .run()
                .training()
                .batches()
                .epochs())
        .isEqualTo(7);
  }
}
