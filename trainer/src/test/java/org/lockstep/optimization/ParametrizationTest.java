package org.lockstep.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lockstep.optimization.Parametrization.NEURAL_TANGENT;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lockstep.optimization.optimizer.Adam;
import org.lockstep.optimization.optimizer.AdamW;
import org.lockstep.optimization.optimizer.Lbfgs;
import org.lockstep.optimization.optimizer.Momentum;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.optimization.schedule.Horizon;
import org.lockstep.optimization.vector.Gradient;

/** The optimizer moves V = √n_in W. */
class ParametrizationTest {
  private static Descent descent(DescentSettings settings) {
    return new Descent(settings, Layers.TWO, 32, new Horizon(10, 100));
  }

  /** 0.5, -1, 1.5, -2, … */
  private static float[] theta() {
    float[] theta = new float[Layers.PARAMETERS];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (i % 2 == 0 ? 0.5f : -0.5f) * (i + 1);
    }
    return theta;
  }

  private static boolean isBias(int i) {
    return i == 6 || i == 7 || i == 10;
  }

  /** J = Σ c (θ - d)², of which no parameter is like another. */
  private static Gradient quadratic(float[] at) {
    double loss = 0;
    float[] g = new float[at.length];
    for (int i = 0; i < g.length; i++) {
      double apart = at[i] - Math.sin(i);
      loss += (1 + i) * apart * apart;
      g[i] = (float) (2 * (1 + i) * apart);
    }
    return new Gradient(loss, g);
  }

  private static double inputs(int i) {
    return isBias(i) ? 1 : i < 6 ? 3 : 2;
  }

  @Test
  void theNeuralTangentParametrizationShortensStepsByTheNumberOfInputs() {
    float[] sgd = theta();
    float[] adam = theta();
    float[] standard = theta();
    descent(DescentSettings.of(new Sgd(), 0.01).withParametrization(NEURAL_TANGENT))
        .step(sgd, ParametrizationTest::quadratic, 0);
    descent(DescentSettings.of(new Adam(), 0.01).withParametrization(NEURAL_TANGENT))
        .step(adam, ParametrizationTest::quadratic, 0);
    descent(DescentSettings.of(new Adam(), 0.01)).step(standard, ParametrizationTest::quadratic, 0);

    float[] g = quadratic(theta()).values();
    for (int i = 0; i < g.length; i++) {
      assertThat((double) sgd[i])
          .as("n_in times, parameter %d", i)
          .isCloseTo(theta()[i] - 0.01 * g[i] / inputs(i), within(1e-6));
      assertThat((double) adam[i])
          .as("√n_in times, parameter %d", i)
          .isCloseTo(theta()[i] + (standard[i] - theta()[i]) / Math.sqrt(inputs(i)), within(1e-6));
    }
  }

  /** A network whose weights are V / √n_in, as the paper has it, trained by textbook momentum. */
  @Test
  void theNeuralTangentParametrizationIsADescentOfV() {
    Descent descent =
        descent(DescentSettings.of(new Momentum(0.8), 0.01).withParametrization(NEURAL_TANGENT));
    float[] theta = theta();
    double[] v = new double[theta.length];
    double[] velocity = new double[theta.length];
    for (int i = 0; i < v.length; i++) {
      v[i] = theta[i] * Math.sqrt(inputs(i));
    }
    for (int k = 0; k < 20; k++) {
      descent.step(theta, ParametrizationTest::quadratic, k);
      for (int i = 0; i < v.length; i++) {
        double w = v[i] / Math.sqrt(inputs(i));
        double slope = 2 * (1 + i) * (w - Math.sin(i)) / Math.sqrt(inputs(i));
        velocity[i] = 0.8 * velocity[i] + slope;
        v[i] -= 0.01 * velocity[i];
      }
    }
    for (int i = 0; i < v.length; i++) {
      assertThat((double) theta[i]).isCloseTo(v[i] / Math.sqrt(inputs(i)), within(2e-6));
    }
  }

  @Test
  void decoupledDecayIsTheSameInBothParametrizations() {
    DescentSettings settings = DescentSettings.of(new AdamW(0.9, 0.99, 1e-8, 0.5), 0.5);
    float[] theta = theta();
    descent(settings.withParametrization(NEURAL_TANGENT))
        .step(theta, at -> new Gradient(0, new float[Layers.PARAMETERS]), 0);
    float[] standard = theta();
    descent(settings).step(standard, at -> new Gradient(0, new float[Layers.PARAMETERS]), 0);

    assertThat(theta).usingComparatorWithPrecision(1e-6f).containsExactly(standard);
  }

  @Test
  void lbfgsMinimisesInTheNeuralTangentParametrization() {
    Descent descent =
        descent(DescentSettings.of(new Lbfgs(), 1).withParametrization(NEURAL_TANGENT));
    float[] theta = theta();
    for (int k = 0; k < 40; k++) {
      descent.step(theta, ParametrizationTest::quadratic, k);
    }
    for (int i = 0; i < theta.length; i++) {
      assertThat((double) theta[i]).isCloseTo(Math.sin(i), within(1e-3));
    }
  }

  @Test
  void frozenWeightsKeepTheirBitsInTheNeuralTangentParametrization() {
    DescentSettings settings = DescentSettings.of(new Adam(), 0.1).withFreeze(List.of(1));
    float[] theta = theta();
    Arrays.fill(theta, 0, 8, 0.1f);

    descent(settings.withParametrization(NEURAL_TANGENT))
        .step(theta, ParametrizationTest::quadratic, 0);

    assertThat(Arrays.copyOf(theta, 8)).containsOnly(0.1f);
    assertThat(theta[8]).isNotEqualTo(theta()[8]);
  }
}
