package org.lockstep.listener.mlflow;

import java.net.URI;
import org.apache.commons.lang3.reflect.FieldUtils;
import org.lockstep.UserException;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.creds.MlflowHostCredsProvider;
import org.mlflow_project.apachehttp.Header;
import org.mlflow_project.apachehttp.HttpHost;
import org.mlflow_project.apachehttp.HttpRequest;
import org.mlflow_project.apachehttp.HttpResponse;
import org.mlflow_project.apachehttp.ProtocolException;
import org.mlflow_project.apachehttp.client.protocol.HttpClientContext;
import org.mlflow_project.apachehttp.client.utils.URIUtils;
import org.mlflow_project.apachehttp.impl.client.CloseableHttpClient;
import org.mlflow_project.apachehttp.impl.client.DefaultRedirectStrategy;
import org.mlflow_project.apachehttp.impl.client.HttpClientBuilder;
import org.mlflow_project.apachehttp.protocol.HttpContext;

/**
 * Makes MLflow's client send its credentials to one server only.
 *
 * <p>The client puts them into a header of each request, and the HTTP client under it follows
 * redirections with all headers, to any host. It has no option against that, so its HTTP client is
 * replaced here, in a private field.
 */
final class OneServer {
  private OneServer() {}

  /**
   * Creates a client of MLflow that follows no redirection to another server.
   *
   * @throws UserException if this version of MLflow's client is built otherwise
   */
  static MlflowClient client(MlflowHostCredsProvider credentials) {
    MlflowClient client = new MlflowClient(credentials);
    CloseableHttpClient http =
        HttpClientBuilder.create().setRedirectStrategy(new SameServer()).build();
    try {
      Object caller = FieldUtils.readField(client, "httpCaller", true);
      FieldUtils.writeField(caller, "httpClient", http, true);
      return client;
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new UserException(
          "this version of MLflow's client would send the credentials wherever it is redirected to",
          "logging.mlflow.tracking-uri",
          "take %s".formatted(MlflowAddress.CLIENT),
          e);
    }
  }

  /** The message for a redirection that is not followed. */
  static UserException redirected(URI to) {
    return new UserException(
        "the server redirects to another one, %s, which gets no credentials".formatted(origin(to)),
        "logging.mlflow.tracking-uri",
        "set that address, if it is the tracking server");
  }

  /** Scheme, host and port: the rest may hold secrets. */
  private static String origin(URI uri) {
    HttpHost host = URIUtils.extractHost(uri);
    return host == null ? "of no name" : host.toURI();
  }

  /** Follows redirections to the same scheme, host and port, and refuses all others. */
  private static final class SameServer extends DefaultRedirectStrategy {
    @Override
    public boolean isRedirected(HttpRequest request, HttpResponse response, HttpContext context)
        throws ProtocolException {
      Header location = response.getFirstHeader("Location");
      if (response.getStatusLine().getStatusCode() / 100 == 3 && location != null) {
        URI server = URI.create(HttpClientContext.adapt(context).getTargetHost().toURI());
        URI to = server.resolve(createLocationURI(location.getValue()));
        if (!isSame(server, to)) {
          throw redirected(to);
        }
      }
      return super.isRedirected(request, response, context);
    }

    private static boolean isSame(URI server, URI to) {
      return server.getScheme().equalsIgnoreCase(to.getScheme())
          && server.getHost().equalsIgnoreCase(to.getHost())
          && port(server) == port(to);
    }

    private static int port(URI uri) {
      if (uri.getPort() >= 0) {
        return uri.getPort();
      }
      return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
  }
}
