package org.lockstep.spark;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils;
import scala.Function0;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.xml.Node;

/**
 * A page with the header of Spark's UI, which Spark's versions make by methods with more or fewer
 * switches, all off here.
 */
public final class UiPage {
  private static final Optional<MethodHandle> WITH_HEADER = withHeader();

  private UiPage() {}

  /** Puts the header above the content; the content alone if this Spark makes none. */
  @SuppressWarnings("unchecked") // the return type is checked where the method is chosen
  public static Seq<Node> of(
      HttpServletRequest request, String title, Seq<Node> content, SparkUITab tab) {
    if (WITH_HEADER.isEmpty()) {
      return content;
    }
    Function0<Seq<Node>> nodes = () -> content;
    try {
      return (Seq<Node>)
          WITH_HEADER.get().invokeWithArguments(request, title, nodes, tab, Option.empty());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Spark makes no page", e);
    }
  }

  /** Whether this Spark makes a header in a way that is known. */
  public static boolean hasHeader() {
    return WITH_HEADER.isPresent();
  }

  private static Optional<MethodHandle> withHeader() {
    Class<?>[] needed = {
      HttpServletRequest.class, String.class, Function0.class, SparkUITab.class, Option.class
    };
    return Arrays.stream(UIUtils.class.getMethods())
        .filter(method -> method.getName().equals("headerSparkPage"))
        .filter(method -> method.getReturnType() == Seq.class)
        .filter(method -> startsWith(method.getParameterTypes(), needed))
        .findFirst()
        .map(UiPage::withSwitchesOff);
  }

  private static boolean startsWith(Class<?>[] types, Class<?>[] needed) {
    return types.length >= needed.length
        && Arrays.equals(Arrays.copyOf(types, needed.length), needed)
        && Arrays.stream(types).skip(needed.length).allMatch(type -> type == boolean.class);
  }

  private static MethodHandle withSwitchesOff(Method method) {
    try {
      Object[] off = new Object[method.getParameterCount() - 5];
      Arrays.fill(off, false);
      return MethodHandles.insertArguments(MethodHandles.publicLookup().unreflect(method), 5, off);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
