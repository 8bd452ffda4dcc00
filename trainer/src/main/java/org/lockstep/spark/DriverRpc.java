package org.lockstep.spark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.AbortableRpcFuture;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpoint;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.util.RpcUtils;
import org.jspecify.annotations.Nullable;
import scala.PartialFunction;
import scala.concurrent.Await;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Messages of executors to the driver, each with a reply, by Spark's own RPC with its
 * authentication and encryption; no further port is opened.
 *
 * <p>Spark's plugin messages are not used, because the driver must reply to them at once: a waiting
 * task would have to poll. Here the driver replies when it wants to.
 */
public final class DriverRpc {
  private static final FiniteDuration FOREVER =
      FiniteDuration.apply(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  private static final FiniteDuration SELF_TEST = FiniteDuration.apply(30, TimeUnit.SECONDS);

  /** No message of a service: the driver answers it with itself. */
  private static final byte[] ECHO = "echo".getBytes(US_ASCII);

  private static final ExecutionContext ON_THE_SAME_THREAD =
      ExecutionContext.fromExecutor(Runnable::run);

  private final RpcEndpointRef driver;

  private DriverRpc(RpcEndpointRef driver) {
    this.driver = driver;
  }

  /** Takes the messages on the driver. */
  public interface Service {
    /**
     * Takes a message.
     *
     * @param reply to be called once, now or later, by any thread
     * @throws IllegalArgumentException if the message is invalid; its sender is told
     */
    void receive(byte[] message, Consumer<byte[]> reply);
  }

  /** Registers a service on the driver. */
  public static void serve(String name, Service service) {
    RpcEnv rpcEnv = SparkEnv.get().rpcEnv();
    rpcEnv.setupEndpoint(name, new Endpoint(rpcEnv, service));
  }

  /** Finds the driver's service of a name, from any JVM of the application. */
  public static DriverRpc find(String name) {
    SparkEnv env = SparkEnv.get();
    return new DriverRpc(RpcUtils.makeDriverRef(name, env.conf(), env.rpcEnv()));
  }

  /**
   * Sends a message from the driver to itself, with the calls that an executor makes.
   *
   * @return what this Spark lacks; empty if a reply came
   */
  public static Optional<String> fault(String name) {
    try {
      byte[] echo = find(name).ask(ECHO).await(SELF_TEST);
      return Arrays.equals(echo, ECHO) ? Optional.empty() : Optional.of("its RPC has changed");
    } catch (LinkageError e) {
      return Optional.of(e.toString());
    } catch (TimeoutException e) {
      return Optional.of("its driver does not answer itself");
    }
  }

  /** Sends a message. */
  public Reply ask(byte[] message) {
    return new Reply(
        driver.askAbortable(
            message,
            new RpcTimeout(FOREVER, "none"),
            ClassTag$.MODULE$.<byte[]>apply(byte[].class)));
  }

  /** The reply to a message, which may take any time. */
  public static final class Reply {
    private final AbortableRpcFuture<byte[]> future;

    private Reply(AbortableRpcFuture<byte[]> future) {
      this.future = future;
    }

    /**
     * Waits for the reply.
     *
     * @throws TimeoutException if there is none yet
     * @throws IllegalStateException if the driver cannot be reached, or refuses the message
     */
    public byte[] await(FiniteDuration atMost) throws TimeoutException {
      try {
        return Await.result(future.future(), atMost);
      } catch (TimeoutException e) {
        throw e;
      } catch (Exception e) { // of any type
        throw new IllegalStateException("the driver does not answer", e);
      }
    }

    /**
     * Passes it on when it comes, on the thread that received it.
     *
     * @param failed takes the error if the driver cannot be reached, or refuses the message
     */
    public void whenDone(Consumer<byte[]> received, Consumer<Throwable> failed) {
      future
          .future()
          .onComplete(
              new AbstractFunction1<Try<byte[]>, @Nullable Void>() {
                @Override
                public @Nullable Void apply(Try<byte[]> reply) {
                  if (reply.isSuccess()) {
                    received.accept(reply.get());
                  } else {
                    failed.accept(reply.failed().get());
                  }
                  return null;
                }
              },
              ON_THE_SAME_THREAD);
    }

    /** Waits no longer for it. */
    public void abort(String reason) {
      future.abort(new IllegalStateException(reason));
    }
  }

  private static final class Endpoint implements RpcEndpoint {
    private final RpcEnv rpcEnv;
    private final Service service;

    Endpoint(RpcEnv rpcEnv, Service service) {
      this.rpcEnv = rpcEnv;
      this.service = service;
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
          if (Arrays.equals(received, ECHO)) {
            task.reply(received);
            return BoxedUnit.UNIT;
          }
          try {
            service.receive(received, task::reply);
          } catch (IllegalArgumentException e) {
            task.sendFailure(e); // nothing has changed
          }
          return BoxedUnit.UNIT;
        }
      };
    }
  }
}
