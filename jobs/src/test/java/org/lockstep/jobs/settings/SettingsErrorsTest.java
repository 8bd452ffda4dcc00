package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lockstep.jobs.settings.WrittenFile.LEAST;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;

/** Messages for errors in a settings file or an override. */
class SettingsErrorsTest {
  private final Path folder;
  private final WrittenFile file;

  SettingsErrorsTest(@TempDir Path folder) {
    this.folder = folder;
    file = new WrittenFile(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.learnig_rate = 0.1 | learnig_rate | training.optimizer.learning-rate",
        "training.optimizer.learnig-rate = 0.1 | learnig-rate | training.optimizer.learning-rate",
        "training.learningRate = 0.1 | learningRate | training.optimizer.learning-rate",
        "training.batch_size = 8 | batch_size | training.batch-size",
        "training.batchSize = 8 | batchSize | training.batch-size",
        "training.optimiser { type = sgd } | training.optimiser | training.optimizer",
        "trainig { epochs = 3 } | trainig | training",
        "epochs = 3 | epochs | training.epochs",
        "data.target_scaling = none | target_scaling | data.target-scaling",
        "network.hiden = [3] | hiden | network.hidden",
        "network.activations = relu | activations | network.activation",
        "data.weights = w | weights | data.weight",
        "outptu = x | outptu | output",
        "overwrite-model = true | overwrite-model | overwrite",
        "\"data.train\" = x | \"data.train\" | data.train",
      })
  void anUnknownKeyIsAnErrorThatNamesTheNearestKnownOne(String line, String key, String nearest) {
    // The mistake stands on line 4, after the three lines of the least that a run needs.
    assertThatThrownBy(() -> file.read(LEAST + line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("there is no setting ")
        .hasMessageContaining(key)
        .hasMessageContaining("run.conf:4")
        .hasMessageEndingWith("the nearest is " + nearest);
  }

  @Test
  void theFirstOfSeveralUnknownKeysIsReported() {
    assertThatThrownBy(() -> file.read(LEAST + "zzz = 1\naaa = 2"))
        .hasMessageContaining("no setting zzz")
        .hasMessageContaining("run.conf:4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.batch-size = 0 | training.batch-size is 0 | 1 or more",
        "training.batch-size = 2.5 | training.batch-size is 2.5 | whole number",
        "training.batch-size = 3000000000 | training.batch-size is 3000000000 | whole number",
        "training.batch-size = null | training.batch-size is null | whole number",
        "training.batch-size = [32] | training.batch-size is [32] | whole number",
        "training.epochs = 0 | training.epochs is 0 | 1 or more",
        "training.epochs = 1e999999999 | training.epochs is 1e999999999 | whole number",
        "training.epochs { a = 1 } | training.epochs is {\"a\":1} | whole number",
        "training.optimizer.learning-rate = -0.1 | learning-rate is -0.1 | greater than 0",
        "training.optimizer.learning-rate = 0 | learning-rate is 0 | greater than 0",
        "training.optimizer.learning-rate = NaN | learning-rate is NaN | greater than 0",
        "training.optimizer.learning-rate = 1e999 | learning-rate is 1e999 | greater than 0",
        "training.optimizer.learning-rate = fast | learning-rate is fast | such as 0.1",
        "training.optimizer.type = adm | training.optimizer.type is adm | sgd",
        "training.optimizer = adm | training.optimizer is adm | optimizer { ... }",
        "training.seed = 1.5 | training.seed is 1.5 | whole number",
        "training.seed = 9223372036854775808 | seed is 9223372036854775808 | 64 bits",
        "training.lanes = 0 | training.lanes is 0 | auto or a whole number from 1 to 65536",
        "training.lanes = many | training.lanes is many | auto or",
        "training.lanes = 65537 | training.lanes is 65537 | 65536",
        "training.partitions = 3 | training.partitions is 3 | number of lanes, which is 2",
        "training.exchange = jobs | training.exchange is jobs | the nearest is job",
        "training.loss = cross-entropy | training.loss is cross-entropy | not for regression",
        "training.loss = mse | training.loss is mse | it must be one of l2, mae, huber",
        "training.task = regresion | training.task is regresion | the nearest is regression",
        "training = 5 | training is 5 | training { ... }",
        "network.hidden = [16, -2] | network.hidden is [16, -2] | -2 must be a whole number",
        "network.hidden = [16, 0.5] | network.hidden is [16, 0.5] | 0.5 must be",
        "network.hidden = 16 | network.hidden is 16 | a list of whole numbers",
        "network.activation = rellu | network.activation is rellu | the nearest is relu",
        "network.activation = RELU | network.activation is RELU | the nearest is relu",
        "training.loss = poisson, data.target-scaling = standard | target-scaling is standard |"
            + " none",
        "training.huber-delta = 0 | training.huber-delta is 0 | greater than 0",
        "training.label-smoothing = 1 | training.label-smoothing is 1 | less than 1",
        "network.dropout = 1 | network.dropout is 1 | less than 1",
        "network.dropout = -0.1 | network.dropout is -0.1 | from 0",
        "network.dropout-schedule = cosine | network.dropout-schedule is cosine |"
            + " constant, flat-cosine",
        "network.initialization = data | network.initialization is data | random, data-driven",
        "network.parametric-activation = 1 | network.parametric-activation is 1 | true or false",
        "training.parametrization = ntk | training.parametrization is ntk | standard,"
            + " neural-tangent",
        "training.learning-rate-factors.biases = -1 | training.learning-rate-factors.biases is -1 |"
            + " 0 or greater",
        "training.learning-rate-factors.bias = 1 | training.learning-rate-factors.bias | biases",
        "training.regularization.schedule = cosine | training.regularization.schedule is cosine |"
            + " constant, flat-cosine",
        "network.layer-norm = perhaps | network.layer-norm is perhaps | true or false",
        "network.activation = exponential | network.activation is exponential | must be one of",
        "network.activation = softmax | network.activation is softmax | it must be one of",
        "data.validation = 1.5 | data.validation is 1.5 | fraction between 0 and 1",
        "data.validation = 0 | data.validation is 0 | fraction between 0 and 1",
        "data.validation = -0.1 | data.validation is -0.1 | fraction between 0 and 1",
        "data.validation = [a] | data.validation is [a] | text",
        "data.scaling = standart | data.scaling is standart | the nearest is standard",
        "data.scaling = min_max | data.scaling is min_max | the nearest is min-max",
        "data.target-scaling = no | data.target-scaling is no | the nearest is none",
        "data.features = [a, b, a] | data.features is [a, b, a] | names a twice",
        "data.features = [a, y] | data.features is [a, y] | take out y, which is the label",
        "data.features = [[a]] | data.features is [[a]] | a list of names",
        "data.label = [] | data.label is [] | name the column",
        "data.label = [y, y] | data.label is [y, y] | names y twice",
        "data.classes = 3 | data.classes is 3 | a regression has no classes",
        "data.train = \"\" | data.train is  | not empty",
        "data.train = [a] | data.train is [a] | text",
        "output = {a = b} | output is {\"a\":\"b\"} | text",
        "overwrite = perhaps | overwrite is perhaps | true or false",
        "overwrite = 1 | overwrite is 1 | true or false",
      })
  void aWrongValueIsAnErrorThatNamesKeyValueOriginAndRule(String line, String what, String rule) {
    assertThatThrownBy(() -> file.read(LEAST + line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("run.conf:4)")
        .hasMessageContaining(rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.label=[a, b] | data.label is [a, b] | one label column",
        "data.classes=1 | data.classes is 1 | 2 or more",
        "data.classes=0 | data.classes is 0 | 2 or more",
        "training.optimizer.learning-rate=0,1 | learning-rate is 0,1 | such as 0.1",
        "training.batch-size=1 000 | training.batch-size is 1 000 | whole number",
        "training.eposch=3 | no setting training.eposch | training.epochs",
      })
  void aWrongOverrideIsQuotedAsItWasWritten(String override, String what, String rule) {
    assertThatThrownBy(() -> file.read(LEAST, "training.task=classification", override))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("(--set " + override + ")")
        .hasMessageContaining(rule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"training.epochs", "=3", "a..b=3", ""})
  void anOverrideWithoutAKeyIsAnError(String override) {
    assertThatThrownBy(() -> file.read(LEAST, override))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "an override is no setting (%s); write --set KEY=VALUE", ("--set " + override).strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.train | training.task=regression, data.label=y, output=x | data.train = \"data",
        "data.label | training.task=regression, data.train=t, output=x | data.label = outcome",
        "training.task | data.label=y, data.train=t, output=x | training.task = classification",
        "output | training.task=regression, data.label=y, data.train=t | output = \"runs",
      })
  void aMissingKeyIsAnErrorThatShowsALineToAdd(String key, String present, String example) {
    assertThatThrownBy(() -> file.read("", present.split(", ")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(key + " is missing")
        .hasMessageContaining("run.conf)")
        .hasMessageContaining("add " + example);
  }

  @Test
  void anEmptyFileIsAnErrorThatNamesAllMissingSettings() {
    assertThatThrownBy(() -> file.read(""))
        .hasMessageContaining("data.label, data.train, output, training.task are missing");
  }

  @Test
  void aMissingFileOrAFolderIsAnError() {
    String missing = folder.resolve("no.conf").toString();

    assertThatThrownBy(() -> SettingsFile.read(missing, List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("does not exist")
        .hasMessageContaining(missing);
    assertThatThrownBy(() -> SettingsFile.read(folder.toString(), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is a folder")
        .hasMessageContaining(folder.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark { master = local[*] } | run.conf:4, spark { master = local[*] }",
        "network { hidden = [3, 4 | run.conf:4",
        "data.train = \"unclosed | run.conf:4",
        "training.epochs = ${NO_SUCH_VARIABLE_OF_LOCKSTEP} | run.conf:4",
      })
  void invalidHoconIsOneLineWithFileAndLine(String line, String where) {
    assertThatThrownBy(() -> file.read(LEAST + line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(where)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training.optimizer { type = sgd, learning-rate = 0,1 }",
        "training.optimizer { learning-rate = 0,1, type = sgd }",
        "training.optimizer.learning-rate = 0,1",
        "training.optimizer {learning-rate: 0,1\n}\n\n",
      })
  void aDecimalCommaIsRecognised(String line) {
    assertThatThrownBy(() -> file.read(LEAST + line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("learning-rate is 0,1 (")
        .hasMessageContaining("run.conf:4)")
        .hasMessageContaining("with a point");
  }
}
