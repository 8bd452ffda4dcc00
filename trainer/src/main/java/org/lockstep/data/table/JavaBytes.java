package org.lockstep.data.table;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * What tasks answer, as bytes of Java's serialisation: {@code spark.serializer} may be one that
 * knows only registered classes, and bytes are known to every one.
 *
 * <p>Spark's own Java serializer does it, the one that tasks come with; inside a driver or an
 * executor.
 */
public final class JavaBytes {
  private JavaBytes() {}

  /** Writes an object that is serializable. */
  public static byte[] of(Object object) {
    ByteBuffer bytes = serializer().serialize(object, ClassTag$.MODULE$.apply(Object.class));
    int from = bytes.arrayOffset() + bytes.position();
    return Arrays.copyOfRange(bytes.array(), from, from + bytes.remaining());
  }

  /** Reads what {@link #of} has written. */
  public static <T> T read(byte[] bytes, Class<T> type) {
    ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
    return type.cast(serializer().deserialize(ByteBuffer.wrap(bytes), tag));
  }

  private static SerializerInstance serializer() {
    return SparkEnv.get().closureSerializer().newInstance();
  }
}
