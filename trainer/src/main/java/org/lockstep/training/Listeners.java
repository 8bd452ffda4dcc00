package org.lockstep.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.lockstep.model.Metrics;
import org.lockstep.training.checkpoint.EpochResult;

/** Notifies all listeners of a run. One that throws is removed; the others and the run go on. */
final class Listeners implements TrainingListener {
  // One may be removed while all are notified
  private final List<TrainingListener> all;

  Listeners(List<TrainingListener> all) {
    this.all = new CopyOnWriteArrayList<>(all);
  }

  @Override
  public void dataPrepared(long nanos) {
    tell(listener -> listener.dataPrepared(nanos));
  }

  @Override
  public void started(TrainingPlan plan) {
    tell(listener -> listener.started(plan));
  }

  @Override
  public void iterationDone(IterationResult result) {
    tell(listener -> listener.iterationDone(result));
  }

  @Override
  public void validated(long iteration, Metrics metrics, long nanos) {
    tell(listener -> listener.validated(iteration, metrics, nanos));
  }

  @Override
  public void epochDone(EpochResult epoch) {
    tell(listener -> listener.epochDone(epoch));
  }

  @Override
  public void checkpointWritten(long iteration) {
    tell(listener -> listener.checkpointWritten(iteration));
  }

  @Override
  public void noticed(String notice) {
    tell(listener -> listener.noticed(notice));
  }

  @Override
  public boolean wantsToStop() {
    return isTrueOfAny(TrainingListener::wantsToStop);
  }

  @Override
  public boolean wantsToEnd() {
    return isTrueOfAny(TrainingListener::wantsToEnd);
  }

  /** Asks all of them. */
  private boolean isTrueOfAny(Predicate<TrainingListener> question) {
    List<TrainingListener> agreeing = new ArrayList<>();
    tell(
        listener -> {
          if (question.test(listener)) {
            agreeing.add(listener);
          }
        });
    return !agreeing.isEmpty();
  }

  @Override
  public void finished(TrainingResult result) {
    tell(listener -> listener.finished(result));
  }

  @Override
  public void failed(RuntimeException reason) {
    tell(listener -> listener.failed(reason));
  }

  private void tell(Consumer<TrainingListener> event) {
    all.forEach(listener -> tell(listener, event));
  }

  private void tell(TrainingListener listener, Consumer<TrainingListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException | LinkageError e) { // a library that it needs may be missing
      all.remove(listener);
      noticed("%s has failed and is no longer notified: %s".formatted(name(listener), e));
    }
  }

  private static String name(TrainingListener listener) {
    String simple = listener.getClass().getSimpleName();
    return simple.isEmpty() ? listener.getClass().getName() : simple;
  }
}
