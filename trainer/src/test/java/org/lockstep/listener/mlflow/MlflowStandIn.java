package org.lockstep.listener.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands in for MLflow's tracking server, which is a program in Python that cannot be had here: the
 * calls of its REST API, version 2.0, that a run needs, for one run, with the limits of the real
 * one.
 */
final class MlflowStandIn implements AutoCloseable {
  private static final String API = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final ObjectMapper JSON = new ObjectMapper();

  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final List<String> statuses = new CopyOnWriteArrayList<>();
  final List<MlflowMetric> metrics = new CopyOnWriteArrayList<>();
  final Map<String, String> parameters = new ConcurrentSkipListMap<>();
  final Map<String, String> tags = new ConcurrentSkipListMap<>();
  final Map<String, byte[]> artifacts = new ConcurrentSkipListMap<>();
  volatile boolean isBroken;

  /** Where the run keeps its artifacts. */
  volatile String artifactUri = "mlflow-artifacts:/7/abc/artifacts";

  /** Where everything is sent to, if it is not empty. */
  volatile String redirection = "";

  private volatile boolean hasExperiment;
  private final HttpServer server;

  MlflowStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    String call = path.startsWith(API) ? path.substring(API.length()) : path;
    calls.add(call);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    authorizations.add(String.valueOf(authorization));
    if (!redirection.isEmpty()) {
      exchange.getResponseHeaders().add("Location", redirection);
      exchange.sendResponseHeaders(307, -1);
      exchange.close();
      return;
    }
    String answer = isBroken ? null : answer(call, exchange.getRequestURI().getQuery(), body);
    boolean isUnknown = call.equals("experiments/get-by-name") && answer == null;
    byte[] bytes =
        (answer == null ? "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\"}" : answer).getBytes(UTF_8);
    exchange.sendResponseHeaders(
        answer != null ? 200 : isUnknown && !isBroken ? 404 : 500, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** The JSON of a response, null for an error. */
  private String answer(String call, String query, byte[] body) throws IOException {
    if (call.startsWith(ARTIFACTS)) {
      artifacts.put(call.substring(ARTIFACTS.length()), body);
      return "{}";
    }
    JsonNode json = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    return switch (call) {
      case "experiments/get-by-name" ->
          hasExperiment && query.equals("experiment_name=leaves")
              ? "{\"experiment\": {\"experiment_id\": \"7\", \"name\": \"leaves\"}}"
              : null;
      case "experiments/create" -> {
        hasExperiment = json.get("name").asText().equals("leaves");
        yield "{\"experiment_id\": \"7\"}";
      }
      case "runs/create" -> {
        json.path("tags").forEach(tag -> tags.put(tag.get("key").asText(), value(tag)));
        yield json.get("experiment_id").asText().equals("7") ? run() : null;
      }
      case "runs/get" -> query.contains("run_id=abc") ? run() : null;
      case "runs/update" -> {
        statuses.add(json.get("status").asText());
        yield "{\"run_info\": {\"run_id\": \"abc\"}}";
      }
      case "runs/log-batch" -> log(json) ? "{}" : null;
      default -> null;
    };
  }

  private boolean log(JsonNode json) {
    if (!json.get("run_id").asText().equals("abc")
        || json.path("metrics").size() > 1000
        || json.path("params").size() > 100
        || json.path("tags").size() > 100) {
      return false;
    }
    json.path("metrics")
        .forEach(
            metric ->
                metrics.add(
                    new MlflowMetric(
                        metric.get("key").asText(),
                        metric.get("value").asDouble(),
                        metric.get("timestamp").asLong(),
                        metric.path("step").asLong())));
    json.path("params").forEach(p -> parameters.put(p.get("key").asText(), value(p)));
    json.path("tags").forEach(tag -> tags.put(tag.get("key").asText(), value(tag)));
    return true;
  }

  private static String value(JsonNode entry) {
    return entry.path("value").asText();
  }

  /** The run, with the last point of each curve. */
  private String run() throws IOException {
    Map<String, MlflowMetric> last = new TreeMap<>();
    metrics.forEach(metric -> last.put(metric.name(), metric));
    List<Map<String, Object>> points =
        last.values().stream()
            .map(
                m ->
                    Map.<String, Object>of(
                        "key", m.name(),
                        "value", m.value(),
                        "timestamp", m.timestamp(),
                        "step", m.step()))
            .toList();
    return JSON.writeValueAsString(
        Map.of(
            "run",
            Map.of(
                "info",
                Map.of(
                    "run_id", "abc",
                    "run_uuid", "abc",
                    "experiment_id", "7",
                    "status", "RUNNING",
                    "artifact_uri", artifactUri),
                "data",
                Map.of("metrics", points))));
  }
}
