package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import py4j.Gateway;
import py4j.ReturnObject;

/**
 * The calls that PySpark's wrappers make, through Py4J's gateway as PySpark makes them: by name, by
 * reflection, with Python's lists as Java's.
 */
@Tag("spark")
class PythonGatewayTest {
  private final Gateway gateway = new Gateway(this);

  private ReturnObject call(String target, String method, Object... arguments) {
    return gateway.invoke(method, target, new ArrayList<>(Arrays.asList(arguments)));
  }

  private Object object(ReturnObject returned) {
    return gateway.getObject(returned.getName());
  }

  private void set(String stage, String name, Object value) {
    ReturnObject param = call(stage, "getParam", name);
    ReturnObject pair = call(param.getName(), "w", value);
    call(stage, "set", object(pair));
  }

  @Test
  void anEstimatorIsCreatedConfiguredAndFittedAndTheModelTransforms() {
    gateway.startup();
    String stage =
        gateway
            .invoke("org.lockstep.ml.LockstepClassifier", new ArrayList<>(List.of("uid_1")))
            .getName();
    set(stage, "featuresCols", new ArrayList<>(Arrays.asList(Iris.MEASUREMENTS)));
    set(stage, "labelCol", "species");
    set(stage, "hiddenLayers", new ArrayList<>(List.of(8)));
    set(stage, "solver", "adam");
    set(stage, "stepSize", 0.05);
    set(stage, "batchSize", 20);
    set(stage, "maxIter", 15);
    set(stage, "lanes", 4);
    Dataset<Row> train = Iris.table("train");

    ReturnObject model = call(stage, "fit", train);

    assertThat(call(stage, "uid").getPrimitiveObject()).isEqualTo("uid_1");
    assertThat(call(model.getName(), "digest").getPrimitiveObject())
        .isEqualTo(
            Iris.classifier()
                .setFeaturesCols(Iris.MEASUREMENTS)
                .setLabelCol("species")
                .fit(train)
                .digest());
    Dataset<?> answers = (Dataset<?>) object(call(model.getName(), "transform", train));
    assertThat(answers.columns()).endsWith("probability", "prediction", "predictedLabel");
    assertThat(call(model.getName(), "labels").isList()).isTrue();
    String summary = call(model.getName(), "summary").getName();
    assertThat(call(summary, "history").isList()).isTrue();
    assertThat(call(call(model.getName(), "evaluate", train).getName(), "metrics").isError())
        .isFalse();
    assertThat(call(model.getName(), "npz").getPrimitiveObject()).isInstanceOf(byte[].class);
  }

  @Test
  void everyParameterIsAvailableByNameWithItsDocumentation() {
    String stage =
        gateway
            .invoke("org.lockstep.ml.LockstepRegressor", new ArrayList<>(List.of("uid_2")))
            .getName();

    Param<?>[] params = (Param<?>[]) object(call(stage, "params"));

    for (Param<?> param : params) {
      assertThat(((Param<?>) object(call(stage, "getParam", param.name()))).doc()).isNotEmpty();
      assertThat(call(stage, "hasDefault", param).isError()).isFalse();
    }
    assertThat(params).hasSizeGreaterThan(20);
  }
}
