package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import org.apache.spark.connect.proto.DataType;
import org.apache.spark.connect.proto.Expression.Literal;
import org.apache.spark.connect.proto.Fetch;
import org.apache.spark.connect.proto.MlCommand;
import org.apache.spark.connect.proto.MlCommandResult;
import org.apache.spark.connect.proto.MlOperator;
import org.apache.spark.connect.proto.MlOperator.OperatorType;
import org.apache.spark.connect.proto.MlParams;
import org.apache.spark.connect.proto.MlRelation;
import org.apache.spark.connect.proto.ObjectRef;
import org.apache.spark.connect.proto.Read;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connect.ml.MLHandler;
import org.apache.spark.sql.connect.service.SessionHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.support.SharedSpark;

/** What a server of Spark Connect does with the commands of a client, without the network. */
@Tag("spark")
class SparkConnectTest {
  private static final String TABLE = "iris_of_connect";
  private static final MlParams PARAMS =
      MlParams.newBuilder()
          .putParams("hiddenLayers", longs(8))
          .putParams("solver", text("adam"))
          .putParams("stepSize", Literal.newBuilder().setDouble(0.05).build())
          .putParams("batchSize", Literal.newBuilder().setLong(20).build())
          .putParams("maxIter", Literal.newBuilder().setLong(15).build())
          .putParams("lanes", Literal.newBuilder().setLong(4).build())
          .putParams("classWeights", text("{\"0\":1.0,\"1\":1.0,\"2\":1.0}"))
          .build();

  private static SessionHolder session;
  private static LockstepClassificationModel expected;

  @TempDir private static Path folder;

  @BeforeAll
  static void fitWithoutConnect() {
    session =
        new SessionHolder(
            "user", UUID.randomUUID().toString(), (SparkSession) SharedSpark.session());
    Iris.train().createOrReplaceTempView(TABLE);
    expected =
        Iris.classifier()
            .withSetting("classWeights", Map.of("0", 1.0, "1", 1.0, "2", 1.0))
            .fit(Iris.train());
  }

  @AfterAll
  static void forget() {
    session.mlCache().close();
    SharedSpark.session().catalog().dropTempView(TABLE);
  }

  @Test
  void theServerFindsTheStages() {
    assertThat(found(Estimator.class)).contains(LockstepClassifier.class, LockstepRegressor.class);
    assertThat(found(Transformer.class))
        .contains(LockstepClassificationModel.class, LockstepRegressionModel.class);
  }

  @Test
  void aModelWithoutANetworkSaysSo() {
    for (Transformer empty :
        List.of(new LockstepClassificationModel(), new LockstepRegressionModel())) {
      assertThat(empty.toString()).startsWith(empty.getClass().getSimpleName() + ": uid=");
      assertThatThrownBy(() -> empty.transform(Iris.train()))
          .hasMessage("the model has no network; fit an estimator, or load a model");
    }
  }

  @Test
  void aFitGivesTheSameBits() {
    String model = fit(PARAMS);

    assertThat(fetch(model, "toString").getString()).endsWith(", digest=" + expected.digest());
    assertThat(fetch(model, "numClasses").getInteger()).isEqualTo(3);
    assertThat(fetch(model, "numFeatures").getInteger()).isEqualTo(4);
    assertThat(predictions(model, MlParams.getDefaultInstance()))
        .isEqualTo(expected.transform(Iris.train()).select("probability").collectAsList());
  }

  @Test
  void transformTakesParametersOfTheClient() {
    MlParams other = MlParams.newBuilder().putParams("probabilityCol", text("p")).build();

    assertThat(transformed(fit(PARAMS), other).columns())
        .contains("p")
        .doesNotContain("probability");
  }

  @Test
  void aModelThatTheServerHasMovedToItsDiskPredictsTheSame() {
    String model = fit(PARAMS);

    assertThat(session.mlCache().getMemoryControlEnabled()).isTrue();
    assertThat(session.mlCache().totalMLCacheSizeBytes().get()).isBetween(200L, 200_000L);
    session.mlCache().remove(model, true);

    assertThat(predictions(model, MlParams.getDefaultInstance()))
        .isEqualTo(expected.transform(Iris.train()).select("probability").collectAsList());
    assertThat(fetch(model, "toString").getString()).isEqualTo(described(expected, model));
  }

  private static String described(LockstepClassificationModel like, String model) {
    String uid = ((LockstepClassificationModel) session.mlCache().get(model)).uid();
    return like.toString().replace(like.uid(), uid);
  }

  @Test
  void modelsAndEstimatorsAreSavedAndLoaded() {
    String path = folder.resolve("model").toString();
    command(
        MlCommand.newBuilder()
            .setWrite(
                MlCommand.Write.newBuilder().setObjRef(reference(fit(PARAMS))).setPath(path)));
    MlCommandResult loaded =
        command(
            MlCommand.newBuilder()
                .setRead(
                    MlCommand.Read.newBuilder()
                        .setOperator(
                            operator(
                                LockstepClassificationModel.class,
                                OperatorType.OPERATOR_TYPE_MODEL))
                        .setPath(path)));
    assertThat(fetch(loaded.getOperatorInfo().getObjRef().getId(), "toString").getString())
        .endsWith(expected.digest());
    assertThat(loaded.getOperatorInfo().getParams().getParamsMap())
        .containsEntry("solver", text("adam"))
        .containsKeys("hiddenLayers", "classWeights");

    String estimator = folder.resolve("estimator").toString();
    MlOperator classifier =
        operator(LockstepClassifier.class, OperatorType.OPERATOR_TYPE_ESTIMATOR);
    command(
        MlCommand.newBuilder()
            .setWrite(
                MlCommand.Write.newBuilder()
                    .setOperator(classifier)
                    .setParams(PARAMS)
                    .setPath(estimator)));
    assertThat(
            command(
                    MlCommand.newBuilder()
                        .setRead(
                            MlCommand.Read.newBuilder().setOperator(classifier).setPath(estimator)))
                .getOperatorInfo()
                .getParams()
                .getParamsMap())
        .hasSize(PARAMS.getParamsCount());
  }

  @Test
  void aMistakeIsTheExceptionThatItIsWithoutConnect() {
    MlParams wrong = PARAMS.toBuilder().putParams("labelCol", text("nope")).build();

    assertThatThrownBy(() -> fit(wrong))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nope");
  }

  private static String fit(MlParams params) {
    return command(
            MlCommand.newBuilder()
                .setFit(
                    MlCommand.Fit.newBuilder()
                        .setEstimator(
                            operator(
                                LockstepClassifier.class, OperatorType.OPERATOR_TYPE_ESTIMATOR))
                        .setParams(params)
                        .setDataset(table())))
        .getOperatorInfo()
        .getObjRef()
        .getId();
  }

  private static Literal fetch(String model, String method) {
    return command(
            MlCommand.newBuilder()
                .setFetch(
                    Fetch.newBuilder()
                        .setObjRef(reference(model))
                        .addMethods(Fetch.Method.newBuilder().setMethod(method))))
        .getParam();
  }

  private static List<Row> predictions(String model, MlParams params) {
    return transformed(model, params).select("probability").collectAsList();
  }

  private static Dataset<Row> transformed(String model, MlParams params) {
    return MLHandler.transformMLRelation(
        MlRelation.newBuilder()
            .setTransform(
                MlRelation.Transform.newBuilder()
                    .setObjRef(reference(model))
                    .setInput(table())
                    .setParams(params))
            .build(),
        session);
  }

  private static MlCommandResult command(MlCommand.Builder command) {
    return MLHandler.handleMlCommand(session, command.build());
  }

  private static Relation table() {
    return Relation.newBuilder()
        .setRead(
            Read.newBuilder()
                .setNamedTable(Read.NamedTable.newBuilder().setUnparsedIdentifier(TABLE)))
        .build();
  }

  private static MlOperator operator(Class<?> stage, OperatorType type) {
    return MlOperator.newBuilder()
        .setName(stage.getName())
        .setUid("connected")
        .setType(type)
        .build();
  }

  private static ObjectRef reference(String id) {
    return ObjectRef.newBuilder().setId(id).build();
  }

  private static Literal text(String value) {
    return Literal.newBuilder().setString(value).build();
  }

  private static Literal longs(long... values) {
    Literal.Array.Builder array =
        Literal.Array.newBuilder()
            .setElementType(DataType.newBuilder().setLong(DataType.Long.getDefaultInstance()));
    Arrays.stream(values).forEach(value -> array.addElements(Literal.newBuilder().setLong(value)));
    return Literal.newBuilder().setArray(array).build();
  }

  private static <S extends PipelineStage> List<Class<?>> found(Class<S> kind) {
    return ServiceLoader.load(kind).stream().<Class<?>>map(ServiceLoader.Provider::type).toList();
  }
}
