package org.lockstep.training.exchange.resident;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lockstep.spark.DriverRpc;

/** Receives the messages of tasks in other JVMs; replies when the next command is published. */
public final class HubEndpoint implements DriverRpc.Service {
  private static final String NAME = "lockstep";

  private static volatile @Nullable DriverRpc driver;
  private static volatile @Nullable HubEndpoint ofDriver;

  private final Counter bytesReceived;
  private final Counter bytesSent;

  private HubEndpoint(MetricRegistry metrics) {
    bytesReceived = metrics.counter("exchange.bytesReceived");
    bytesSent = metrics.counter("exchange.bytesSent");
  }

  /** Registers the endpoint on the driver; {@code metrics} count its traffic. */
  public static void open(MetricRegistry metrics) {
    HubEndpoint endpoint = new HubEndpoint(metrics);
    DriverRpc.serve(NAME, endpoint);
    ofDriver = endpoint;
  }

  /** Finds the driver's endpoint, on an executor. */
  public static void connect() {
    driver = find();
  }

  /** The driver's endpoint, as seen from this executor. */
  static DriverRpc driver() {
    DriverRpc ref = driver;
    if (ref == null) {
      throw new IllegalStateException("this executor has not loaded LockstepPlugin");
    }
    return ref;
  }

  /** Returns a reference to the driver's endpoint. */
  static DriverRpc find() {
    return DriverRpc.find(NAME);
  }

  /** What this Spark lacks to carry the messages; empty if nothing. On the driver. */
  public static Optional<String> fault() {
    return DriverRpc.fault(NAME);
  }

  /** Takes a message that came by an {@link Uplink}; its sender wants no reply. */
  static void receive(byte[] message) {
    HubEndpoint endpoint = ofDriver;
    if (endpoint == null) {
      throw new IllegalArgumentException("the driver has no endpoint");
    }
    endpoint.bytesReceived.inc(message.length);
    ResidentHub.receive(message, reply -> {});
  }

  @Override
  public void receive(byte[] message, Consumer<byte[]> reply) {
    bytesReceived.inc(message.length);
    ResidentHub.receive(
        message,
        answer -> {
          bytesSent.inc(answer.length);
          reply.accept(answer);
        });
  }
}
