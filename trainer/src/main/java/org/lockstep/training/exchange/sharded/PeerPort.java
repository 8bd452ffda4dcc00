package org.lockstep.training.exchange.sharded;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;
import org.lockstep.spark.PeerRpc;
import org.lockstep.training.exchange.resident.Wire;
import org.lockstep.training.exchange.task.TaskMetrics;
import org.lockstep.training.exchange.task.TaskResult;

/**
 * The mailboxes of this JVM's tasks, and the port by which those of other executors reach them:
 * open while there are any. In the driver's JVM, where all tasks of a stage are together, there is
 * none.
 */
final class PeerPort {
  private static final Map<String, Mailbox> OPEN = new ConcurrentHashMap<>();
  private static int tasks;
  private static @Nullable PeerRpc port;

  private PeerPort() {}

  /**
   * Opens the mailboxes of a task.
   *
   * @return the address of this JVM
   */
  static synchronized String open(String stageId, int task, RangeReduction reduction) {
    boolean isAlone = SparkEnv.get().executorId().equals("driver");
    if (port == null && !isAlone) {
      port = PeerRpc.open(PeerPort::receive);
    }
    tasks++;
    for (Post.Box box : Post.Box.values()) {
      OPEN.put(name(stageId, task, box), reduction.mailbox(box));
    }
    return port == null ? "" : port.address();
  }

  /** Closes the mailboxes of a task. */
  static synchronized void close(String stageId, int task) {
    for (Post.Box box : Post.Box.values()) {
      OPEN.remove(name(stageId, task, box));
    }
    tasks--;
    if (tasks == 0 && port != null) {
      port.close();
      port = null;
    }
  }

  private static synchronized @Nullable PeerRpc port() {
    return port;
  }

  private static String name(String stageId, int task, Post.Box box) {
    return "%s/%d/%s".formatted(stageId, task, box);
  }

  private static void receive(byte[] message) {
    Wire.Message sums = Wire.message(message);
    Mailbox mailbox = OPEN.get(sums.sender().hubId());
    if (mailbox == null) {
      throw new IllegalArgumentException("no task of this executor is " + sums.sender().hubId());
    }
    mailbox.put(sums);
  }

  /**
   * Carries the sums of a task: by reference inside this JVM, as bytes to others.
   *
   * @param sender number of the task
   * @param addresses of the stage's tasks
   * @param reduction of the task, which is told of receivers that are lost
   */
  record Sender(String stageId, int sender, List<String> addresses, RangeReduction reduction)
      implements Post {
    @Override
    public void send(int receiver, Box box, long sequence, TaskResult sums) {
      String name = name(stageId, receiver, box);
      String address = addresses.get(receiver);
      PeerRpc open = port();
      if (address.equals(addresses.get(sender))) {
        Mailbox mailbox = OPEN.get(name);
        if (mailbox == null) {
          lose("task %d has ended".formatted(receiver));
        } else {
          mailbox.put(sender, sequence, sums);
        }
      } else if (open == null) {
        throw new IllegalStateException("the task has no port");
      } else {
        byte[] message = Wire.message(Mailbox.message(name, sender, sequence, sums));
        TaskMetrics.sent(message.length);
        open.send(
            address,
            message,
            e -> lose("the executor at %s does not answer: %s".formatted(address, e.getMessage())));
      }
    }

    private void lose(String reason) {
      for (Box box : Box.values()) {
        reduction.mailbox(box).lose(reason);
      }
    }
  }
}
