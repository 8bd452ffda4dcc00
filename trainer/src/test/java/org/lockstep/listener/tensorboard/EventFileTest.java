package org.lockstep.listener.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.listener.tensorboard.EventReader.Event;
import org.lockstep.model.file.FolderFiles;
import org.tensorflow.framework.HistogramProto;

class EventFileTest {
  @TempDir private Path folder;

  /** A disk that shows a file when it is closed, as an object store does. */
  public static final class ObjectStore extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("bucket:///");
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return new FSDataOutputStream(new FileOutputStream(pathToFile(file)), statistics);
    }
  }

  private EventFile open(String scheme) throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.bucket.impl", ObjectStore.class, ObjectStore.class);
    hadoop.setBoolean("fs.bucket.impl.disable.cache", true);
    String path = scheme + folder;
    return new EventFile(new FolderFiles(hadoop, path), new org.apache.hadoop.fs.Path(path));
  }

  private static Summary loss(double value) {
    return new Summary().number("loss", value);
  }

  @Test
  void theChecksumOfTheReaderIsCrc32c() {
    // RFC 3720, B.4: 32 bytes of zeroes
    assertThat(EventReader.crc32c(new byte[32])).isEqualTo(0x8a9136aa);
  }

  @Test
  void aFileBeginsWithItsVersionAndHoldsTheAddedEvents() throws IOException {
    try (EventFile file = open("file://")) {
      file.start(1);
      file.add(300, loss(0.1).number("validation/r2", Double.NaN));
    }

    Path only = EventReader.files(folder).get(0);
    assertThat(only.getFileName().toString())
        .matches("events\\.out\\.tfevents\\.\\d{10}\\..+\\.\\d{9}");
    List<Event> events = EventReader.events(only);
    assertThat(events).hasSize(3);
    assertThat(events.get(0).fileVersion()).hasValue("brain.Event:2");
    assertThat(events.get(1).isStart()).isTrue();
    assertThat(events.get(1).step()).isEqualTo(1);
    assertThat(events.get(2).step()).isEqualTo(300);
    assertThat(events.get(2).wallTime()).isGreaterThan(1.7e9);
    var values = events.get(2).summary().orElseThrow().getValueList();
    assertThat(values).extracting(v -> v.getTag()).containsExactly("loss", "validation/r2");
    assertThat(values).extracting(v -> v.getSimpleValue()).containsExactly(0.1f, Float.NaN);
  }

  @Test
  void flushedEventsCanBeReadWhileTheFileIsOpen() throws IOException {
    try (EventFile file = open("file://")) {
      file.add(1, loss(1));
      file.flush();
      file.add(2, loss(2));
      file.flush();

      assertThat(EventReader.files(folder)).hasSize(1);
      assertThat(EventReader.remembered(folder)).extracting(Event::step).containsExactly(1L, 2L);
    }
  }

  @Test
  void onAnObjectStoreEachFlushBeginsANewFile() throws IOException {
    try (EventFile file = open("bucket://")) {
      file.start(1);
      file.add(1, loss(1));
      file.flush();
      file.flush();
      file.add(2, loss(2));
      file.flush();

      assertThat(EventReader.files(folder)).hasSize(2);
      assertThat(EventReader.remembered(folder)).extracting(Event::step).containsExactly(1L, 2L);
      for (Path each : EventReader.files(folder)) {
        assertThat(EventReader.events(each).get(0).fileVersion()).hasValue("brain.Event:2");
      }
    }
  }

  @Test
  void aHistogramCountsEveryValueOnce() throws IOException {
    float[] values = new float[1002];
    IntStream.range(0, 1000).forEach(i -> values[i + 1] = i * i / 1000f - 300);
    values[0] = Float.MAX_VALUE; // outside the range of the histogram
    values[1001] = -Float.MAX_VALUE;
    try (EventFile file = open("file://")) {
      file.add(1, new Summary().histogram("w", values, 1, 1001).histogram("zero", values, 1, 2));
    }

    var summary = EventReader.remembered(folder).get(0).summary().orElseThrow();
    HistogramProto histogram = summary.getValue(0).getHisto();
    assertThat(histogram.getMin()).isEqualTo(-300);
    assertThat(histogram.getMax()).isEqualTo(values[1000]);
    assertThat(histogram.getNum()).isEqualTo(1000);
    double[] sums = new double[2];
    for (int i = 1; i <= 1000; i++) {
      sums[0] += values[i];
      sums[1] += (double) values[i] * values[i];
    }
    assertThat(histogram.getSum()).isEqualTo(sums[0]);
    assertThat(histogram.getSumSquares()).isEqualTo(sums[1]);
    assertThat(histogram.getBucketLimitList()).hasSize(30).isSorted().endsWith(histogram.getMax());
    double below = histogram.getMin();
    for (int b = 0; b < 30; b++) {
      double from = below;
      double to = histogram.getBucketLimit(b);
      boolean last = b == 29;
      long expected =
          IntStream.rangeClosed(1, 1000)
              .filter(i -> values[i] >= from && (values[i] < to || last))
              .count();
      assertThat(histogram.getBucket(b)).as("bucket %d", b).isEqualTo((double) expected);
      below = to;
    }
    HistogramProto single = summary.getValue(1).getHisto();
    assertThat(Stream.of(single.getMin(), single.getMax())).containsOnly(-300.0);
    assertThat(single.getBucketLimitList()).containsExactly(-300.0);
    assertThat(single.getBucketList()).containsExactly(1.0);
  }
}
