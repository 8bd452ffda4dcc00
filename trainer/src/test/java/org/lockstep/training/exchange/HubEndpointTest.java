package org.lockstep.training.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lockstep.support.SharedSpark;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag$;

/** Over Spark's own RPC. */
@Tag("spark")
@Timeout(60)
class HubEndpointTest {
  private static RpcEndpointRef driver;

  @BeforeAll
  static void connect() {
    SharedSpark.session();
    driver = HubEndpoint.find(SparkEnv.get().conf(), SparkEnv.get().rpcEnv());
  }

  private static byte[] send(byte[] message) {
    RpcTimeout timeout = new RpcTimeout(FiniteDuration.apply(30, TimeUnit.SECONDS), "test");
    return driver.askSync(message, timeout, ClassTag$.MODULE$.<byte[]>apply(byte[].class));
  }

  @Test
  void anInvalidMessageIsRefusedAndTheEndpointContinues() {
    byte[] whole = Wire.message("no stage", 0, -1, TaskResult.NONE);
    byte[] hostile = whole.clone();
    Arrays.fill(hostile, 0, 4, (byte) 0x7f);

    for (byte[] message : new byte[][] {hostile, new byte[0], new byte[1000]}) {
      assertThatThrownBy(() -> send(message)).hasStackTraceContaining("a message");
    }

    assertThat(Wire.command(send(whole))).isSameAs(Command.STOP);
  }
}
