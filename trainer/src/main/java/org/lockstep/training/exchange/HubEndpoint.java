package org.lockstep.training.exchange;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import org.apache.spark.SparkConf;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpoint;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.util.RpcUtils;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Receives the messages of tasks in other JVMs: an endpoint in Spark's own RPC, with its
 * authentication and encryption; no further port is opened.
 *
 * <p>Spark's plugin messages are not used, because the driver must reply to them at once: a waiting
 * task would have to poll. Here the reply is sent when the next command is published.
 */
final class HubEndpoint implements RpcEndpoint {
  private static final String NAME = "lockstep";

  private final RpcEnv rpcEnv;
  private final Counter bytesReceived;
  private final Counter bytesSent;

  private HubEndpoint(RpcEnv rpcEnv, MetricRegistry metrics) {
    this.rpcEnv = rpcEnv;
    bytesReceived = metrics.counter("exchange.bytesReceived");
    bytesSent = metrics.counter("exchange.bytesSent");
  }

  /** Registers the endpoint on the driver; {@code metrics} count its traffic. */
  static void open(RpcEnv rpcEnv, MetricRegistry metrics) {
    rpcEnv.setupEndpoint(NAME, new HubEndpoint(rpcEnv, metrics));
  }

  /** Returns a reference to the driver's endpoint, on an executor. */
  static RpcEndpointRef find(SparkConf conf, RpcEnv rpcEnv) {
    return RpcUtils.makeDriverRef(NAME, conf, rpcEnv);
  }

  @Override
  public RpcEnv rpcEnv() {
    return rpcEnv;
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext task) {
    return new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(Object message) {
        return message instanceof byte[];
      }

      @Override
      public BoxedUnit apply(Object message) {
        byte[] received = (byte[]) message;
        bytesReceived.inc(received.length);
        try {
          ResidentHub.receive(
              Wire.message(received),
              reply -> {
                bytesSent.inc(reply.length);
                task.reply(reply);
              });
        } catch (IllegalArgumentException e) {
          task.sendFailure(e); // the hubs have not changed
        }
        return BoxedUnit.UNIT;
      }
    };
  }
}
