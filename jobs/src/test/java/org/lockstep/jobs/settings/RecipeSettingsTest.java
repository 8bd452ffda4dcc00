package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.lockstep.UserException;
import org.lockstep.encoding.Scaling;
import org.lockstep.network.Activation;
import org.lockstep.optimization.optimizer.AdamW;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.settings.TrainingSettings;

/** A recipe in a settings file. */
class RecipeSettingsTest {
  private static SettingsFile parse(String more) {
    return SettingsFile.parse(
        """
        data { train = a, label = y }
        training.task = regression
        network.recipe = realmlp
        output = runs/a
        """
            + more,
        "a.conf");
  }

  @Test
  void itsDefaultsStandBelowWhatIsSet() {
    SettingsFile file = parse("network.activation = tanh");

    TrainingSettings training = file.run().training();
    assertThat(training.network().activation()).isEqualTo(Activation.TANH);
    assertThat(training.network().hidden()).containsExactly(256, 256, 256);
    assertThat(training.descent().optimizer()).isEqualTo(new AdamW(0.9, 0.95, 1e-8, 0.02));
    assertThat(file.run().data().encoding().numbers().scaling()).isEqualTo(Scaling.ROBUST);
  }

  @Test
  void anotherOptimizerHasItsOwnDefaults() {
    TrainingSettings training = parse("training.optimizer.type = sgd").run().training();

    assertThat(training.descent().optimizer()).isInstanceOf(Sgd.class);
    assertThat(training.descent().learningRate().eta()).isEqualTo(new Sgd().defaultLearningRate());
  }

  @Test
  void theBestEpochIsRestoredWhereThereAreExamplesToValidateOn() {
    assertThat(parse("").run().training().stopping().early()).isEmpty();
    assertThat(parse("data.validation = 0.2").run().training().stopping().early().orElseThrow())
        .satisfies(early -> assertThat(early.patience()).isEqualTo(256))
        .satisfies(early -> assertThat(early.restoreBest()).isTrue());
  }

  @Test
  void theStoredSettingsHaveItsValues() {
    SettingsFile file = parse("");

    assertThat(file.text()).contains("coslog4");
    assertThat(SettingsFile.parse(file.text(), "settings.conf").run()).isEqualTo(file.run());
  }

  @Test
  void anUnknownOneIsNamedWithItsLine() {
    assertThatThrownBy(() -> parse("network.recipe = real"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("network.recipe is real")
        .hasMessageContaining("a.conf:5")
        .hasMessageContaining("realmlp");
  }
}
