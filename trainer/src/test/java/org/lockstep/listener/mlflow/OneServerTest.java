package org.lockstep.listener.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.model.file.FolderFiles;

/** The real client, a server that redirects, and the one that it redirects to. */
class OneServerTest {
  private static final Map<String, String> PASSWORD =
      Map.of("MLFLOW_TRACKING_USERNAME", "ash", "MLFLOW_TRACKING_PASSWORD", "birch");
  private static final Map<String, String> TOKEN = Map.of("MLFLOW_TRACKING_TOKEN", "cedar");

  @TempDir private Path folder;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer first;
  private HttpServer other;
  private int status;
  private String location = "";

  @BeforeEach
  void start() throws IOException {
    other = server();
    other.createContext(
        "/",
        exchange -> {
          received.add(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestMethod());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    first = server();
    first.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Location", location);
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    return server;
  }

  @AfterEach
  void stop() {
    first.stop(0);
    other.stop(0);
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
  }

  private MlflowServer store(Map<String, String> environment) {
    return new MlflowServer(address(first), "leaves", new Configuration(), environment);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void credentialsAreNotSentToAnotherPort(int status) {
    this.status = status;
    location = address(other) + "/api/2.0/mlflow/experiments/get-by-name";

    for (Map<String, String> environment : List.of(PASSWORD, TOKEN)) {
      MlflowServer store = store(environment);
      assertThatThrownBy(() -> store.begin(Map.of(), Map.of()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("redirects to another one, " + address(other))
          .hasMessageContaining("logging.mlflow.tracking-uri");
      assertThatThrownBy(() -> store.resume("abc", "loss")).isInstanceOf(UserException.class);
      assertThatThrownBy(() -> store.log(List.of(new MlflowMetric("loss", 1, 2, 3))))
          .isInstanceOf(UserException.class);
      assertThatThrownBy(() -> store.tag(Map.of("a", "b"))).isInstanceOf(UserException.class);
    }

    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:%d/there, http://localhost:",
    "https://127.0.0.1:%d/there, https://127.0.0.1:",
    "//localhost:%d/there, http://localhost:",
    "http://user:secret@localhost:%d/there, http://localhost:",
  })
  void credentialsAreNotSentToAnotherHostOrByAnotherScheme(String to, String named) {
    status = 302;
    location = to.formatted(first.getAddress().getPort());

    assertThatThrownBy(() -> store(PASSWORD).begin(Map.of(), Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("redirects to another one, " + named)
        .hasMessageNotContaining("secret");
  }

  @Test
  void filesAreNotSentToAnotherServer() throws IOException {
    try (MlflowStandIn mlflow = new MlflowStandIn()) {
      MlflowServer store =
          new MlflowServer(mlflow.address(), "leaves", new Configuration(), PASSWORD);
      store.begin(Map.of(), Map.of());
      Path file = Files.writeString(folder.resolve("weights"), "0123456789");
      mlflow.redirection = address(other) + "/elsewhere";

      assertThatThrownBy(
              () ->
                  store.keep(
                      "model/weights",
                      new FolderFiles(new Configuration(), folder.toString()),
                      new org.apache.hadoop.fs.Path(file.toString())))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("redirects to another one, " + address(other));
      assertThat(received).isEmpty();
    }
  }

  @Test
  void aRedirectionWithinTheServerIsFollowedWithTheCredentials() throws IOException {
    first.removeContext("/");
    first.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/moved" + exchange.getRequestURI());
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    first.createContext(
        "/moved",
        exchange -> {
          received.add(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] run = "{\"run\": {\"info\": {\"run_id\": \"abc\"}}}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, run.length);
          exchange.getResponseBody().write(run);
          exchange.close();
        });

    store(TOKEN).resume("abc", "loss");

    assertThat(received).containsOnly("Bearer cedar");
  }
}
