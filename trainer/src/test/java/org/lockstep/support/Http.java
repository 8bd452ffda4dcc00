package org.lockstep.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Fetches what a server of this machine has. */
public final class Http {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int FOUND = 200;

  private Http() {}

  /** The text at an address; redirections are followed. */
  public static String get(String address) {
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).build();
    try {
      var response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() != FOUND) {
        throw new AssertionError(
            "%s answers %d: %s".formatted(address, response.statusCode(), response.body()));
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(address, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
