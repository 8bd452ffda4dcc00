package org.lockstep.data.column;

import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.lockstep.UserException;
import org.lockstep.data.table.Advice;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;
import org.lockstep.settings.data.EncodingSettings;

/** Decides how the columns of a table are read: by the settings, or by the encoding of a model. */
abstract class ColumnPlanner {
  private final MissingLabel missingLabel;
  private final Transform ofTargets;
  private final Advice advice;

  private ColumnPlanner(MissingLabel missingLabel, Transform ofTargets, Advice advice) {
    this.missingLabel = missingLabel;
    this.ofTargets = ofTargets;
    this.advice = advice;
  }

  /** Reads features by the settings. */
  static ColumnPlanner bySettings(
      EncodingSettings settings, MissingLabel missingLabel, Table table) {
    Advice advice = Advice.ofSettings(table.settingNames());
    return new ColumnPlanner(missingLabel, settings.targetTransform(), advice) {
      @Override
      Optional<UserException> fault(StructField feature) {
        return TypeFaults.ofFeature(feature, settings, advice, table.path());
      }

      @Override
      FeaturePlan plan(StructField feature) {
        return FeaturePlan.of(feature, settings);
      }
    };
  }

  /** Reads features by the encoding of a model. */
  static ColumnPlanner byModel(
      Encoding encoding, MissingLabel missingLabel, Advice advice, Table table) {
    Transform ofTargets =
        encoding.target() instanceof TargetEncoding.Numbers numbers
            ? numbers.transform()
            : Transform.NONE;
    return new ColumnPlanner(missingLabel, ofTargets, advice) {
      @Override
      Optional<UserException> fault(StructField feature) {
        return TypeFaults.ofFeature(feature, known(feature), table.path());
      }

      @Override
      FeaturePlan plan(StructField feature) {
        return FeaturePlan.of(feature, known(feature));
      }

      private FeatureColumn known(StructField feature) {
        return ColumnNames.find(encoding.features(), FeatureColumn::name, feature.name())
            .orElseThrow();
      }
    };
  }

  /** Why a column cannot be read; empty if it can. */
  abstract Optional<UserException> fault(StructField feature);

  /** How a column without a fault is read. */
  abstract FeaturePlan plan(StructField feature);

  /** How rows with a missing label or target are treated. */
  MissingLabel missingLabel() {
    return missingLabel;
  }

  /** The transform of the targets. */
  Transform ofTargets() {
    return ofTargets;
  }

  /** What messages about the columns advise. */
  Advice advice() {
    return advice;
  }
}
