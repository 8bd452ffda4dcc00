package org.lockstep.training.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;

/**
 * Everything that determines the bits of a run, except the code and the machine. A checkpoint can
 * be resumed by a run with the same identity.
 *
 * @param settings of the training, by their names, as nested maps; without those of length and
 *     placement
 * @param network the network
 * @param encoding of the data
 * @param data fingerprints of the examples to train on, and of those to validate on if there are
 *     any, by the settings that name them
 */
public record RunIdentity(
    Map<String, Object> settings, Topology network, Encoding encoding, Map<String, String> data) {
  private static final String FREEZE = "freeze";

  /** In place of the value of a setting that the other run does not record. */
  private static final String NOT_SET = "not set";

  /** Sorts the maps, and names frozen layers that an older version wrote as numbers from 0. */
  public RunIdentity {
    settings = new TreeMap<>(settings);
    settings.computeIfPresent(
        FREEZE,
        (key, layers) ->
            layers instanceof List<?> list
                ? LayerNames.ofZeroBased(list, network.layerCount())
                : layers);
    data = new TreeMap<>(data);
  }

  /**
   * Lists the differences of another run, one text each, such as {@code training.seed was 1 and is
   * 2}; empty if there are none.
   *
   * @param now identity of the other run
   */
  public List<String> differences(RunIdentity now) {
    List<String> differences = new ArrayList<>();
    compare("training", settings, now.settings, differences);
    if (!network.equals(now.network)) {
      differences.add("the network was %s and is %s".formatted(network, now.network));
    }
    if (!encoding.equals(comparable(now.encoding))) {
      differences.add("the columns, their scaling or the labels have changed");
    }
    for (String table : union(data, now.data)) {
      if (!Objects.equals(data.get(table), now.data.get(table))) {
        differences.add("%s has other examples".formatted(table));
      }
    }
    return differences;
  }

  /** Older versions did not record a positive class, on which the weights do not depend. */
  private Encoding comparable(Encoding now) {
    boolean isRecorded =
        !(encoding.target() instanceof TargetEncoding.Classes classes)
            || classes.positive() != null;
    return isRecorded || !(now.target() instanceof TargetEncoding.Classes classes)
        ? now
        : now.with(classes.withPositive(null));
  }

  private static void compare(
      String path, Map<String, Object> then, Map<String, Object> now, List<String> differences) {
    for (String name : union(then, now)) {
      String key = path + "." + name;
      Object a = then.getOrDefault(name, NOT_SET);
      Object b = now.getOrDefault(name, NOT_SET);
      if (a instanceof Map<?, ?> && b instanceof Map<?, ?>) {
        compare(key, texts(a), texts(b), differences);
      } else if (!String.valueOf(a).equals(String.valueOf(b))) {
        differences.add("%s was %s and is %s".formatted(key, a, b));
      }
    }
  }

  private static Map<String, Object> texts(Object map) {
    Map<String, Object> texts = new TreeMap<>();
    ((Map<?, ?>) map).forEach((key, value) -> texts.put(String.valueOf(key), value));
    return texts;
  }

  private static TreeSet<String> union(Map<String, ?> a, Map<String, ?> b) {
    TreeSet<String> names = new TreeSet<>(a.keySet());
    names.addAll(b.keySet());
    return names;
  }
}
