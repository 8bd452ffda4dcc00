package org.lockstep.spark;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
import scala.Option;

/**
 * Messages between executors. Spark's RPC environments of executors have no server, so this opens a
 * port with Spark's network layer, as Spark's block service does: with {@code spark.authenticate}
 * only those who know the application's secret connect, and {@code spark.network.crypto.enabled},
 * {@code spark.authenticate.enableSaslEncryption} and {@code spark.ssl.rpc} encrypt what is sent.
 *
 * <p>The port is {@code spark.lockstep.port}, or the next free one after it within {@code
 * spark.port.maxRetries}; without it a random one. Settings of the network layer are under {@code
 * spark.lockstep.io}, as {@code spark.shuffle.io} is for the block service.
 *
 * <p>A message is a stream of the network layer, as a block is that the block service uploads: its
 * bytes are written into memory that the network sends from, and are taken as they arrive. As an
 * ordinary message of that layer it would be copied twice more on either side.
 *
 * <p>Thread-safe.
 */
public final class PeerRpc implements AutoCloseable {
  /** The port that an executor listens on; 0 for a random one. */
  static final String PORT = "spark.lockstep.port";

  private static final String MODULE = "lockstep";
  private static final int HIGHEST_PORT = 65_535;
  private static final int USUAL_RETRIES = 16;
  private static final long SELF_TEST_SECONDS = 30;

  /** A longer message gets its memory as it arrives. */
  private static final int TAKEN_ON_TRUST = 1 << 20;

  private final TransportContext context;
  private final TransportServer server;
  private final TransportClientFactory clients;
  private final String host;
  private final ConcurrentMap<String, TransportClient> connections = new ConcurrentHashMap<>();

  /**
   * A message.
   *
   * @param size number of its bytes
   * @param content writes them
   */
  public record Message(int size, Consumer<ByteBuffer> content) {}

  /** Takes the messages of other executors. */
  public interface Service {
    /**
     * Takes a message; called by a thread of the network, which it may not hold up.
     *
     * @throws IllegalArgumentException if the message is invalid; its sender is told
     */
    void receive(byte[] message);
  }

  /**
   * Opens a port.
   *
   * @param host that it listens on, and that others connect to
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
      server = listen(conf, serverAuthentication);
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

  /**
   * Sends a message from this JVM to itself, with the calls that an executor makes.
   *
   * @return why it does not arrive; empty if it does
   */
  public static Optional<String> fault() {
    BlockingQueue<Optional<String>> outcomes = new LinkedBlockingQueue<>();
    try (PeerRpc self = open(message -> outcomes.add(Optional.empty()))) {
      Message one = new Message(1, to -> to.put((byte) 0));
      self.send(self.address(), one, e -> outcomes.add(Optional.of(e.toString())));
      Optional<String> first = outcomes.poll(SELF_TEST_SECONDS, TimeUnit.SECONDS);
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

  /** Where other executors reach this one: host and port. */
  public String address() {
    return host + ":" + server.getPort();
  }

  /**
   * Sends a message; returns at once.
   *
   * @param address of the receiver
   * @param failed takes the reason if the receiver is lost before it has answered, or refuses the
   *     message; called by any thread
   */
  public void send(String address, Message message, Consumer<Throwable> failed) {
    try {
      TransportClient receiver = connection(address);
      ByteBuf memory = PooledByteBufAllocator.DEFAULT.directBuffer(message.size(), message.size());
      message.content().accept(memory.internalNioBuffer(0, message.size()));
      memory.writerIndex(message.size());
      receiver.uploadStream(
          new NioManagedBuffer(ByteBuffer.allocate(Integer.BYTES).putInt(0, message.size())),
          new NettyManagedBuffer(memory),
          new RpcResponseCallback() {
            @Override
            public void onSuccess(ByteBuffer response) {
              // received
            }

            @Override
            public void onFailure(Throwable e) {
              failed.accept(e);
            }
          });
    } catch (IOException | RuntimeException e) { // it is not there, or refuses the secret
      failed.accept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed.accept(e);
    }
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
    server.close();
    context.close();
  }

  private static final class Handler extends RpcHandler {
    private final Service service;
    private final StreamManager noStreams = new OneForOneStreamManager();

    Handler(Service service) {
      this.service = service;
    }

    @Override
    public StreamCallbackWithID receiveStream(
        TransportClient sender, ByteBuffer size, RpcResponseCallback callback) {
      return new Arriving(service, size.getInt());
    }

    @Override
    public void receive(TransportClient sender, ByteBuffer message, RpcResponseCallback callback) {
      callback.onFailure(new IllegalArgumentException("a message that is no stream"));
    }

    @Override
    public StreamManager getStreamManager() {
      return noStreams;
    }
  }

  /** A message that arrives in pieces; the network tells its sender what is thrown. */
  private static final class Arriving implements StreamCallbackWithID {
    private final Service service;
    private final int size;
    private byte[] bytes;
    private int count;

    Arriving(Service service, int size) {
      if (size < 0) {
        throw new IllegalArgumentException("a message of %d bytes".formatted(size));
      }
      this.service = service;
      this.size = size;
      bytes = new byte[Math.min(size, TAKEN_ON_TRUST)];
    }

    @Override
    public String getID() {
      return MODULE;
    }

    @Override
    public void onData(String id, ByteBuffer piece) {
      int length = piece.remaining();
      if (length > size - count) {
        throw new IllegalArgumentException("more than the %,d bytes of a message".formatted(size));
      }
      if (count + length > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(size, 2L * (count + length)));
      }
      piece.get(bytes, count, length);
      count += length;
    }

    @Override
    public void onComplete(String id) {
      if (count < size) {
        throw new IllegalArgumentException(
            "%,d of the %,d bytes of a message".formatted(count, size));
      }
      service.receive(bytes);
    }

    @Override
    public void onFailure(String id, Throwable e) {
      // The connection has ended, of which its sender knows
    }
  }
}
