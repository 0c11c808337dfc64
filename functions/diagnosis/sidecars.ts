import type { StoppedContainer } from '../event/stopped-task.ts';

/** Containers that ECS or AWS put into a task without anybody writing them in the task definition. */
const INJECTED = /^(?:ecs-service-connect-|aws-guardduty-agent|~internal~)/;

/** Names under which teams run the usual agents, proxies and log routers beside their application. */
const SIDECAR_NAME =
  /^(?:(?:app-?mesh-)?envoy(?:-proxy|-sidecar)?|istio-proxy|linkerd-proxy|(?:aws-)?xray(?:[-_]daemon)?|aws-otel-collector|adot(?:-collector)?|otel-?(?:collector|agent)|(?:splunk-otel|opentelemetry)-collector|log[-_]?router|firelens|fluent-?bit|fluentd|(?:amazon-|aws-)?cloudwatch-agent|(?:ecs-)?cwagent|data-?dog(?:[-_]agent)?|dd[-_]agent|newrelic-infra|splunk-forwarder|consul-(?:client|dataplane)|vault-agent|prometheus|node-exporter|statsd)$/i;

const SIDECAR_IMAGE =
  /(?:aws-appmesh-envoy|envoyproxy\/envoy|aws-xray-daemon|aws-otel-collector|opentelemetry-collector|aws-for-fluent-bit|fluent\/fluent-?bit|cloudwatch-agent|datadog\/agent|newrelic\/infrastructure)/i;

/** The patterns of this file, for the proof that they take linear time. */
export const SIDECAR_PATTERNS: readonly RegExp[] = [SIDECAR_NAME, SIDECAR_IMAGE];

/** ECS or AWS put the container there: Service Connect's proxy, GuardDuty's agent. */
export const isInjected = (container: StoppedContainer): boolean => INJECTED.test(container.name);

/** Service Connect's proxy, whose failure is a failure of service discovery. */
export const isServiceConnectProxy = (container: StoppedContainer): boolean =>
  container.name.startsWith('ecs-service-connect-');

/** AWS adds it as a container that is not essential, whatever the task definition says: GuardDuty's agent. */
export const isNeverEssential = (container: StoppedContainer): boolean =>
  isInjected(container) && !isServiceConnectProxy(container);

/** The container serves the application rather than being it: a proxy, an agent, a log router. */
export const isSidecar = (container: StoppedContainer): boolean =>
  isInjected(container) ||
  SIDECAR_NAME.test(container.name) ||
  (container.image !== undefined && SIDECAR_IMAGE.test(container.image));
