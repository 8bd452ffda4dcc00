package org.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/** Two endpoints in one JVM, whose messages travel over the loopback interface. */
@Timeout(60)
class PeerRpcTest {
  private static final String HOST = "127.0.0.1";
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final PeerRpc.Outcome outcome = new PeerRpc.Outcome(() -> {}, failures::add);

  private static SparkConf open() {
    return new SparkConf(false).set("spark.app.id", "app-1");
  }

  private static SparkConf secret(String secret) {
    return open().set("spark.authenticate", "true").set("spark.authenticate.secret", secret);
  }

  private static PeerRpc endpoint(SparkConf conf, PeerRpc.Service service) {
    return endpoint(conf, HOST, service);
  }

  private static PeerRpc endpoint(SparkConf conf, String host, PeerRpc.Service service) {
    SecurityManager security =
        new SecurityManager(conf, Option.empty(), SecurityManager.$lessinit$greater$default$3());
    return new PeerRpc(conf, security, host, service);
  }

  private static PeerRpc.Message message(byte[] bytes) {
    return new PeerRpc.Message(bytes.length, to -> to.put(bytes));
  }

  private void assertThatMessagesArrive(SparkConf conf) throws InterruptedException {
    byte[] large = new byte[3 << 20];
    Arrays.fill(large, (byte) 7);
    try (PeerRpc to = endpoint(conf, received::add);
        PeerRpc from = endpoint(conf, received::add)) {
      from.send(to.address(), message(HELLO), outcome);
      from.send(to.address(), message(large), outcome);

      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(HELLO);
      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(large);
      assertThat(failures).isEmpty();
    }
  }

  private void assertThatMessagesGoBack(SparkConf conf) throws Exception {
    BlockingQueue<byte[]> byDriver = new LinkedBlockingQueue<>();
    try (PeerRpc executor = endpoint(conf, received::add);
        PeerRpc driver = endpoint(conf, "", byDriver::add)) {
      assertThat(driver.address()).isEmpty();
      assertThat(executor.sendBack("stage", message(HELLO), outcome)).isFalse();

      driver.offer(executor.address(), "stage");

      assertThat(executor.sendBack("stage", message(HELLO), outcome)).isTrue();
      assertThat(byDriver.poll(30, TimeUnit.SECONDS)).isEqualTo(HELLO);
      assertThat(executor.sendBack("other", message(HELLO), outcome)).isFalse();
      assertThat(failures).isEmpty();
    }
    assertThat(received).isEmpty();
  }

  private void assertThatNothingArrives(SparkConf sender, SparkConf receiver)
      throws InterruptedException {
    try (PeerRpc to = endpoint(receiver, received::add);
        PeerRpc from = endpoint(sender, received::add)) {
      from.send(to.address(), message(HELLO), outcome);

      assertThat(failures.poll(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(received).isEmpty();
    }
  }

  @Test
  void messagesArriveInTheirOrder() throws InterruptedException {
    assertThatMessagesArrive(open());
  }

  @Test
  void messagesArriveWithASecret() throws InterruptedException {
    assertThatMessagesArrive(secret("same"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"spark.network.crypto.enabled", "spark.authenticate.enableSaslEncryption"})
  void messagesArriveEncrypted(String encryption) throws InterruptedException {
    assertThatMessagesArrive(secret("same").set(encryption, "true"));
  }

  @Test
  void theDriverOpensNoPortAndReceivesByTheConnectionsThatItOffers() throws Exception {
    assertThatMessagesGoBack(open());
    assertThatMessagesGoBack(secret("same"));
    assertThatMessagesGoBack(secret("same").set("spark.network.crypto.enabled", "true"));
  }

  @Test
  void anOfferWithAWrongSecretIsRefused() {
    try (PeerRpc executor = endpoint(secret("same"), received::add);
        PeerRpc driver = endpoint(secret("other"), "", received::add)) {
      assertThatThrownBy(() -> driver.offer(executor.address(), "stage"))
          .isInstanceOf(RuntimeException.class);

      assertThat(executor.sendBack("stage", message(HELLO), outcome)).isFalse();
    }
  }

  @Test
  void anOfferEndsWithItsConnection() throws Exception {
    try (PeerRpc executor = endpoint(open(), received::add)) {
      try (PeerRpc driver = endpoint(open(), "", received::add)) {
        driver.offer(executor.address(), "stage");
      }

      while (executor.sendBack("stage", message(HELLO), outcome)) {
        Thread.sleep(10); // the executor hears of its end a little later
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWrongSecretIsRefused(boolean encrypted) throws InterruptedException {
    String key = "spark.network.crypto.enabled";

    assertThatNothingArrives(
        secret("other").set(key, String.valueOf(encrypted)),
        secret("same").set(key, String.valueOf(encrypted)));
  }

  @Test
  void aSenderWithoutASecretIsRefused() throws InterruptedException {
    assertThatNothingArrives(open(), secret("same"));
  }

  @Test
  void theSenderOfAnInvalidMessageIsTold() throws InterruptedException {
    PeerRpc.Service refuses =
        message -> {
          throw new IllegalArgumentException("too short");
        };
    try (PeerRpc to = endpoint(open(), refuses);
        PeerRpc from = endpoint(open(), received::add)) {
      from.send(to.address(), message(HELLO), outcome);

      assertThat(failures.poll(30, TimeUnit.SECONDS)).hasMessageContaining("too short");
    }
  }

  @Test
  void theSenderToALostReceiverIsTold() throws InterruptedException {
    try (PeerRpc from = endpoint(open(), received::add)) {
      PeerRpc to = endpoint(open(), received::add);
      from.send(to.address(), message(HELLO), outcome);
      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(HELLO);
      String address = to.address();
      to.close();

      do { // a receiver that closes may still take one
        from.send(address, message(HELLO), outcome);
      } while (failures.poll(1, TimeUnit.SECONDS) == null);
    }
  }

  @Test
  void aPortThatIsTakenIsPassedOver() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      int port = taken.getLocalPort();
      SparkConf conf = open().set(PeerRpc.PORT, String.valueOf(port));

      try (PeerRpc next = endpoint(conf, received::add)) {
        int found = Integer.parseInt(next.address().substring(HOST.length() + 1));
        assertThat(found).isBetween(port + 1, port + 16);
      }
    }
  }

  @Test
  void withoutAFreePortTheErrorNamesTheSetting() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      SparkConf conf =
          open()
              .set(PeerRpc.PORT, String.valueOf(taken.getLocalPort()))
              .set("spark.port.maxRetries", "0");

      assertThatThrownBy(() -> endpoint(conf, received::add))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("set spark.lockstep.port");
    }
  }
}
