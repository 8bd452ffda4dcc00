package org.lockstep.training.exchange.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lockstep.spark.DriverRpc;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.exchange.task.TaskResult;
import scala.concurrent.duration.FiniteDuration;

/** Over Spark's own RPC. */
@Tag("spark")
@Timeout(60)
class HubEndpointTest {
  private static DriverRpc driver;

  @BeforeAll
  static void connect() {
    SharedSpark.session();
    driver = HubEndpoint.find();
  }

  private static byte[] send(byte[] message) throws TimeoutException {
    return driver.ask(message).await(FiniteDuration.apply(30, TimeUnit.SECONDS));
  }

  @Test
  void anInvalidMessageIsRefusedAndTheEndpointContinues() throws TimeoutException {
    byte[] whole =
        Wire.message(
            new Wire.Message(
                new Wire.Sender("no stage", "7"),
                Wire.Reply.COMMAND,
                -1,
                List.of(0),
                TaskResult.NONE));
    byte[] hostile = whole.clone();
    Arrays.fill(hostile, 1, 5, (byte) 0x7f);

    for (byte[] message : new byte[][] {hostile, new byte[0], new byte[1000]}) {
      assertThatThrownBy(() -> send(message)).hasStackTraceContaining("a message");
    }

    assertThat(Wire.command(send(whole))).isSameAs(Command.STOP);
  }

  @Test
  void theDriverFindsThatThisSparkHasWhatTheMessagesNeed() {
    assertThat(HubEndpoint.fault()).isEmpty();
  }
}
