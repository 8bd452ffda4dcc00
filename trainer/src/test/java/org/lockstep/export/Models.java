package org.lockstep.export;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.Model;
import org.lockstep.model.Provenance;
import org.lockstep.network.Topology;

/** Models with parameters by formula, as if trained. */
final class Models {
  static final TargetEncoding CLASSES =
      new TargetEncoding.Classes("y", "string", List.of("setosa", "é", "名"));
  static final TargetEncoding NUMBERS =
      new TargetEncoding.Numbers(List.of("y"), new LinearScale(List.of(152.5), List.of(77.0)));

  private static final Provenance PROVENANCE =
      new Provenance(Map.of(), Map.of(), Map.of("lockstep", "0.1.0"), "", "");

  private Models() {}

  /** A model of these columns, whose first inputs are scaled as numbers about 5 are. */
  static Model of(List<FeatureColumn> features, TargetEncoding target, Topology topology) {
    int inputs = topology.inputWidth();
    LinearScale scale =
        new LinearScale(Collections.nCopies(inputs, 0.25), Collections.nCopies(inputs, 1.5));
    return of(features, scale, target, topology);
  }

  static Model of(
      List<FeatureColumn> features, LinearScale scale, TargetEncoding target, Topology topology) {
    SplittableRandom random = new SplittableRandom(topology.parameterCount());
    float[] parameters = new float[topology.parameterCount()];
    for (int i = 0; i < topology.weightsOffset(0); i++) {
      parameters[i] = (float) random.nextDouble(-1, 1);
    }
    for (int l = 0; l < topology.layerCount(); l++) {
      double limit = 1.5 / Math.sqrt(topology.inputs(l));
      int end = l + 1 < topology.layerCount() ? topology.weightsOffset(l + 1) : parameters.length;
      for (int i = topology.weightsOffset(l); i < end; i++) {
        parameters[i] = (float) random.nextDouble(-limit, limit);
      }
    }
    return new Model(topology, new Encoding(features, scale, target), parameters, PROVENANCE);
  }

  /** Eight numbers without missing values. */
  static List<FeatureColumn> eightNumbers() {
    return List.of(NumberColumn.whole("x", "array<double>", 8));
  }
}
