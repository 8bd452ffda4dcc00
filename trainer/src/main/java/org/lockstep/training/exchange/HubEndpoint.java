package org.lockstep.training.exchange;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.util.Optional;
import java.util.function.Consumer;
import org.lockstep.spark.DriverRpc;

/** Receives the messages of tasks in other JVMs; replies when the next command is published. */
final class HubEndpoint implements DriverRpc.Service {
  private static final String NAME = "lockstep";

  private final Counter bytesReceived;
  private final Counter bytesSent;

  private HubEndpoint(MetricRegistry metrics) {
    bytesReceived = metrics.counter("exchange.bytesReceived");
    bytesSent = metrics.counter("exchange.bytesSent");
  }

  /** Registers the endpoint on the driver; {@code metrics} count its traffic. */
  static void open(MetricRegistry metrics) {
    DriverRpc.serve(NAME, new HubEndpoint(metrics));
  }

  /** Returns a reference to the driver's endpoint, on an executor. */
  static DriverRpc find() {
    return DriverRpc.find(NAME);
  }

  /** What this Spark lacks to carry the messages; empty if nothing. On the driver. */
  static Optional<String> fault() {
    return DriverRpc.fault(NAME);
  }

  @Override
  public void receive(byte[] message, Consumer<byte[]> reply) {
    bytesReceived.inc(message.length);
    ResidentHub.receive(
        Wire.message(message),
        answer -> {
          bytesSent.inc(answer.length);
          reply.accept(answer);
        });
  }
}
