package org.lockstep.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.buffer.NettyManagedBuffer;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Messages between executors, and from executors to the driver where they are long. Spark's RPC
 * environments of executors have no server, so this opens a port on an executor with Spark's
 * network layer, as Spark's block service does: with {@code spark.authenticate} only those who know
 * the application's secret connect, and {@code spark.network.crypto.enabled}, {@code
 * spark.authenticate.enableSaslEncryption} and {@code spark.ssl.rpc} encrypt what is sent.
 *
 * <p>The port is {@code spark.lockstep.port}, or the next free one after it within {@code
 * spark.port.maxRetries}; without it a random one. Settings of the network layer are under {@code
 * spark.lockstep.io}, as {@code spark.shuffle.io} is for the block service.
 *
 * <p>A message is a stream of the network layer, as a block is that the block service uploads: its
 * bytes are written into memory that the network sends from, and are taken as they arrive. As an
 * ordinary message of that layer it would be copied twice more on either side.
 *
 * <p>The driver opens no port here: it connects to those of the executors, which answer by the
 * connection that it has opened.
 *
 * <p>Thread-safe.
 */
public final class PeerRpc implements AutoCloseable {
  /** The port that an executor listens on; 0 for a random one. */
  static final String PORT = "spark.lockstep.port";

  /** The name of the settings of the network layer, and of all streams. */
  static final String MODULE = "lockstep";

  private static final int HIGHEST_PORT = 65_535;
  private static final int USUAL_RETRIES = 16;
  private static final long ANSWER_SECONDS = 30;

  private final TransportContext context;
  private final @Nullable TransportServer server;
  private final TransportClientFactory clients;
  private final String host;
  private final ConcurrentMap<String, TransportClient> connections = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, TransportClient> offers = new ConcurrentHashMap<>();

  /**
   * A message.
   *
   * @param size number of its bytes
   * @param content writes them
   */
  public record Message(int size, Consumer<ByteBuffer> content) {}

  /**
   * Who is told what becomes of a message, by any thread.
   *
   * @param taken is run when the receiver has taken it
   * @param failed takes the reason if the receiver is lost before it has answered, or refuses it
   */
  public record Outcome(Runnable taken, Consumer<Throwable> failed) {}

  /** Takes the messages of other JVMs. */
  public interface Service {
    /**
     * Takes a message; called by a thread of the network, which it may not hold up.
     *
     * @throws IllegalArgumentException if the message is invalid; its sender is told
     */
    void receive(byte[] message);
  }

  /**
   * Creates it.
   *
   * @param host that it listens on, and that others connect to; empty if it opens no port
   * @throws IllegalStateException if no port is free
   */
  PeerRpc(SparkConf conf, SecurityManager security, String host, Service service) {
    this.host = host;
    TransportConf transport =
        SparkTransportConf.fromSparkConf(
            conf, MODULE, 0, Option.empty(), Option.apply(security.getRpcSSLOptions()));
    List<TransportServerBootstrap> serverAuthentication = List.of();
    List<TransportClientBootstrap> clientAuthentication = List.of();
    if (security.isAuthenticationEnabled()) {
      serverAuthentication = List.of(new AuthServerBootstrap(transport, security));
      clientAuthentication = List.of(new AuthClientBootstrap(transport, conf.getAppId(), security));
    }
    context = new TransportContext(transport, new Handler(service));
    try {
      server = host.isEmpty() ? null : listen(conf, serverAuthentication);
      clients = context.createClientFactory(clientAuthentication);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /** Opens a port on this executor, at the host of its block service. */
  public static PeerRpc open(Service service) {
    SparkEnv env = SparkEnv.get();
    return new PeerRpc(
        env.conf(), env.securityManager(), env.blockManager().blockManagerId().host(), service);
  }

  /** Opens no port, but connects to those of executors, on the driver. */
  public static PeerRpc withoutPort(Service service) {
    SparkEnv env = SparkEnv.get();
    return new PeerRpc(env.conf(), env.securityManager(), "", service);
  }

  /**
   * Sends a message from this JVM to itself, with the calls that an executor makes.
   *
   * @return why it does not arrive; empty if it does
   */
  public static Optional<String> fault() {
    BlockingQueue<Optional<String>> outcomes = new LinkedBlockingQueue<>();
    try (PeerRpc self = open(message -> outcomes.add(Optional.empty()))) {
      Message one = new Message(1, to -> to.put((byte) 0));
      self.send(
          self.address(), one, new Outcome(() -> {}, e -> outcomes.add(Optional.of(e.toString()))));
      Optional<String> first = outcomes.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
      return first == null ? Optional.of("no answer") : first;
    } catch (LinkageError | IllegalStateException e) {
      return Optional.of(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private TransportServer listen(SparkConf conf, List<TransportServerBootstrap> authentication) {
    int first = conf.getInt(PORT, 0);
    int last = first == 0 ? 0 : first + conf.getInt("spark.port.maxRetries", USUAL_RETRIES);
    for (int port = first; ; port++) {
      try {
        return context.createServer(host, port, authentication);
      } catch (Exception e) { // Netty throws checked exceptions without declaring them
        boolean taken = ExceptionUtils.indexOfType(e, IOException.class) >= 0;
        if (!taken || port >= Math.min(last, HIGHEST_PORT)) {
          throw new IllegalStateException(
              "no port of %s from %d to %d is free; set %s".formatted(host, first, last, PORT), e);
        }
      }
    }
  }

  /** Where others reach it: host and port; empty if it has none. */
  public String address() {
    return server == null ? "" : host + ":" + server.getPort();
  }

  /**
   * Sends a message; returns at once.
   *
   * @param address of the receiver
   */
  public void send(String address, Message message, Outcome outcome) {
    try {
      send(connection(address), message, outcome);
    } catch (IOException | RuntimeException e) { // it is not there, or refuses the secret
      outcome.failed().accept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome.failed().accept(e);
    }
  }

  private static void send(TransportClient receiver, Message message, Outcome outcome) {
    ByteBuf memory = PooledByteBufAllocator.DEFAULT.directBuffer(message.size(), message.size());
    try {
      message.content().accept(memory.internalNioBuffer(0, message.size()));
    } catch (RuntimeException | Error e) {
      memory.release();
      throw e;
    }
    memory.writerIndex(message.size());
    receiver.uploadStream(
        new NioManagedBuffer(ByteBuffer.allocate(Integer.BYTES).putInt(0, message.size())),
        new NettyManagedBuffer(memory),
        new RpcResponseCallback() {
          @Override
          public void onSuccess(ByteBuffer response) {
            outcome.taken().run();
          }

          @Override
          public void onFailure(Throwable e) {
            outcome.failed().accept(e);
          }
        });
  }

  /**
   * Connects to an executor, which may then send messages back by this connection; waits until it
   * knows.
   *
   * @param address of the executor
   * @param name by which the executor finds the connection
   * @throws IOException if the executor is not there
   * @throws RuntimeException if it refuses the secret, or does not answer
   */
  public void offer(String address, String name) throws IOException, InterruptedException {
    ByteBuffer message = ByteBuffer.wrap(name.getBytes(UTF_8));
    connection(address).sendRpcSync(message, TimeUnit.SECONDS.toMillis(ANSWER_SECONDS));
  }

  /**
   * Sends a message back by a connection that was offered; returns at once.
   *
   * @return false if there is none of that name; the message is not sent then
   */
  public boolean sendBack(String name, Message message, Outcome outcome) {
    TransportClient driver = offers.get(name);
    if (driver == null || !driver.isActive()) {
      return false;
    }
    send(driver, message, outcome);
    return true;
  }

  private TransportClient connection(String address) throws IOException, InterruptedException {
    TransportClient open = connections.get(address);
    if (open == null || !open.isActive()) {
      int colon = address.lastIndexOf(':');
      open =
          clients.createClient(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
      connections.put(address, open);
    }
    return open;
  }

  @Override
  public void close() {
    clients.close();
    if (server != null) {
      server.close();
    }
    context.close();
  }

  private final class Handler extends RpcHandler {
    private final Service service;
    private final StreamManager noStreams = new OneForOneStreamManager();

    Handler(Service service) {
      this.service = service;
    }

    @Override
    public StreamCallbackWithID receiveStream(
        TransportClient sender, ByteBuffer size, RpcResponseCallback callback) {
      return new ArrivingMessage(service, size.getInt());
    }

    /** An offer. */
    @Override
    public void receive(TransportClient sender, ByteBuffer name, RpcResponseCallback callback) {
      offers.put(UTF_8.decode(name).toString(), sender);
      callback.onSuccess(ByteBuffer.allocate(0));
    }

    @Override
    public void channelInactive(TransportClient client) {
      offers.values().removeIf(client::equals);
    }

    @Override
    public StreamManager getStreamManager() {
      return noStreams;
    }
  }
}
