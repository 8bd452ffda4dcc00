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
 * The driver's end of the tasks' lines: a name in Spark's own RPC, under its authentication and
 * encryption; no port is opened.
 *
 * <p>Why not the plugin's own messages: there the driver must answer at once, so a task that waits
 * has to ask again and again. Here the reply is given when there is something to say.
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

  /** Opens it, on the driver; {@code metrics} count its traffic. */
  static void open(RpcEnv rpcEnv, MetricRegistry metrics) {
    rpcEnv.setupEndpoint(NAME, new HubEndpoint(rpcEnv, metrics));
  }

  /** Finds the driver's, on an executor. */
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
          task.sendFailure(e); // whoever has sent it: the hubs are as they were
        }
        return BoxedUnit.UNIT;
      }
    };
  }
}
