package org.lockstep.jobs.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A page of a browser. */
public final class Tab {
  private static final Set<String> COMPLAINTS =
      Set.of("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded");

  private static final String LOADED = "Page.loadEventFired";

  private final DevTools tools;
  private final String session;

  Tab(DevTools tools, String session, int width, int height) {
    this.tools = tools;
    this.session = session;
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      tools.send(session, domain + ".enable");
    }
    resize(width, height);
  }

  /** Sets the size of the page in pixels. */
  public void resize(int width, int height) {
    tools.send(
        session,
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        1,
        "mobile",
        width < 500);
  }

  /** Sets a preferred media feature, such as {@code prefers-color-scheme}. */
  public void prefer(String feature, String value) {
    tools.send(
        session,
        "Emulation.setEmulatedMedia",
        "features",
        List.of(Map.of("name", feature, "value", value)));
  }

  /** Opens a file, and waits until it and its resources are loaded. */
  public void open(Path file) throws InterruptedException {
    open(file.toUri());
  }

  /** Opens a page, and waits until it and its resources are loaded. */
  public void open(URI page) throws InterruptedException {
    int before = of(LOADED).size();
    JsonNode answer = tools.send(session, "Page.navigate", "url", page.toString());
    if (answer.has("errorText")) {
      throw new AssertionError(answer);
    }
    long deadline = System.nanoTime() + DevTools.TIMEOUT.toNanos();
    while (of(LOADED).size() == before) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(page + " is not loaded");
      }
      Thread.sleep(20);
    }
  }

  private List<JsonNode> of(String method) {
    return tools.events(session).stream()
        .filter(event -> event.get("method").asText().equals(method))
        .toList();
  }

  /** The messages on the console of the page, including exceptions. */
  public List<String> complaints() {
    return tools.events(session).stream()
        .filter(event -> COMPLAINTS.contains(event.get("method").asText()))
        .map(JsonNode::toString)
        .toList();
  }

  /** The URLs that the page has requested, without its own and data URLs. */
  public List<String> requests() {
    return of("Network.requestWillBeSent").stream()
        .filter(event -> !event.at("/params/type").asText().equals("Document"))
        .map(event -> event.at("/params/request/url").asText())
        .filter(url -> !url.startsWith("data:"))
        .toList();
  }

  /** The value of a JavaScript expression; awaits a promise. */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        tools.send(
            session,
            "Runtime.evaluate",
            "expression",
            expression,
            "awaitPromise",
            true,
            "returnByValue",
            true);
    if (answer.has("exceptionDetails")) {
      throw new AssertionError("%s: %s".formatted(expression, answer.get("exceptionDetails")));
    }
    return answer.at("/result/value");
  }

  /** Presses a key, such as {@code ArrowLeft}. */
  public void press(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      tools.send(session, "Input.dispatchKeyEvent", "type", type, "key", key, "code", key);
    }
  }

  /** Moves the pointer, in pixels from the upper left corner. */
  public void point(double x, double y) {
    tools.send(session, "Input.dispatchMouseEvent", "type", "mouseMoved", "x", x, "y", y);
  }

  /** Leaves a picture in the folder of {@code -Dlockstep.screenshots}, if it is set. */
  public void keep(String name) {
    String folder = System.getProperty("lockstep.screenshots");
    if (folder != null) {
      screenshot(Path.of(folder, name + ".png"));
    }
  }

  /** Writes a screenshot of the whole page as a PNG. */
  public void screenshot(Path file) {
    JsonNode answer = tools.send(session, "Page.captureScreenshot", "captureBeyondViewport", true);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode(answer.get("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
