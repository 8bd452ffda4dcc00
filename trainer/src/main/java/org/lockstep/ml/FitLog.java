package org.lockstep.ml;

import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a fit into Spark's log: its progress at level info, notices as warnings. */
final class FitLog implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(LockstepEstimator.class);

  private final String uid;

  FitLog(String uid) {
    this.uid = uid;
  }

  @Override
  public void started(TrainingPlan plan) {
    LOG.info(
        "{}: {} examples to train, {} to validate, lanes {}, partitions {}, exchange {}",
        uid,
        plan.examples(),
        plan.validationExamples(),
        plan.lanes(),
        plan.partitions(),
        plan.exchange());
    plan.warnings().forEach(this::noticed);
  }

  @Override
  public void epochDone(EpochResult epoch) {
    LOG.info("{}: epoch {}, loss {}", uid, epoch.epoch(), epoch.loss());
  }

  @Override
  public void noticed(String notice) {
    LOG.warn("{}: {}", uid, SettingParams.inParameters(notice));
  }

  @Override
  public void finished(TrainingResult result) {
    LOG.info("{}: {} epochs, digest {}", uid, result.epochs(), result.model().digest());
  }
}
