package io.floodgate;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Verticles that are started together and stopped together, because none of them needs another to
 * stop. The parts of a node are started in an order, and stopped in its reverse.
 */
final class Part {

  private final String name;
  private final List<Crew> crews = new ArrayList<>();
  private final List<String> deployed = new ArrayList<>();

  private record Crew(int instances, Supplier<? extends Deployable> verticle) {}

  /**
   * @param name for who waits for its start or stop
   */
  Part(String name) {
    this.name = name;
  }

  Part with(int instances, Supplier<? extends Deployable> verticle) {
    crews.add(new Crew(instances, verticle));
    return this;
  }

  String name() {
    return name;
  }

  /** Deploys all of it. What was deployed before one failed is stopped by {@link #stop}. */
  Future<?> start(Vertx vertx) {
    return Future.join(crews.stream().map(crew -> deploy(vertx, crew)).toList());
  }

  private Future<?> deploy(Vertx vertx, Crew crew) {
    return vertx
        .deployVerticle(crew.verticle, new DeploymentOptions().setInstances(crew.instances))
        .onSuccess(this::deployed);
  }

  private synchronized void deployed(String id) {
    deployed.add(id);
  }

  /** Undeploys what was deployed. */
  synchronized Future<?> stop(Vertx vertx) {
    List<Future<?>> stops = new ArrayList<>();
    deployed.forEach(id -> stops.add(vertx.undeploy(id)));
    deployed.clear();
    return Future.join(stops);
  }
}
