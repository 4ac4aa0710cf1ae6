{{- /*
The environment of the worker. Where a number is computed with or can be large, it goes through toJson: by version, helm holds numbers as
floats, which print as 1e+07, or as text, of which 0 counts as true.
*/}}
{{- define "loopworker.environment" -}}
{{- with .Values.aws.region }}
- name: AWS_REGION
  value: {{ quote . }}
{{- end }}
{{- with .Values.aws.sqsEndpointUrl }}
- name: AWS_ENDPOINT_URL_SQS
  value: {{ quote . }}
{{- end }}
{{- with .Values.aws.dynamoDbEndpointUrl }}
- name: AWS_ENDPOINT_URL_DYNAMODB
  value: {{ quote . }}
{{- end }}
{{- $settings := deepCopy .Values.settings }}
{{- range $settings.Queues.Sources }}
{{- /* The image's own settings file names the dead-letter queue of its first source, which must not be taken for this one's. */}}
{{- $fifo := hasSuffix ".fifo" .Queue }}
{{- $derived := printf "%s-dlq%s" (trimSuffix ".fifo" .Queue) (ternary ".fifo" "" $fifo) }}
{{- $_ := set . "DeadLetterQueue" (default $derived .DeadLetterQueue) }}
{{- end }}
{{- include "loopworker.variables" (dict "path" "LoopWorker" "value" $settings) }}
{{- include "loopworker.variables" (dict "path" "Logging__LogLevel" "value" .Values.logLevel) }}
{{- with .Values.telemetry.endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ quote . }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ quote $.Values.telemetry.protocol }}
- name: OTEL_TRACES_SAMPLER
  value: parentbased_traceidratio
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ $.Values.telemetry.traceRatio | toJson | quote }}
- name: OTEL_SERVICE_NAME
  value: {{ include "loopworker.fullname" $ }}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: OTEL_RESOURCE_ATTRIBUTES
  value: service.namespace={{ $.Release.Namespace }},k8s.namespace.name={{ $.Release.Namespace }},k8s.pod.name=$(POD_NAME)
{{- end }}
{{- with .Values.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* A variable for each leaf below a name, as .NET reads them: LoopWorker__Queues__Sources__0__Queue. */}}
{{- define "loopworker.variables" -}}
{{- $path := .path }}
{{- range $name, $value := .value }}
{{- $name = printf "%s__%v" $path $name }}
{{- if or (kindIs "map" $value) (kindIs "slice" $value) }}
{{- include "loopworker.variables" (dict "path" $name "value" $value) }}
{{- else if not (kindIs "invalid" $value) }}
- name: {{ $name }}
  value: {{ kindIs "string" $value | ternary $value (toJson $value) | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The seconds of a time such as 00:00:25 or 1.00:00:00, rounded up. */}}
{{- define "loopworker.seconds" -}}
{{- $parts := splitList ":" . }}
{{- $days := printf "0.%s" (first $parts) | splitList "." | reverse }}
{{- $hours := add (mul (index $days 1 | atoi) 24) (first $days | atoi) }}
{{- $minutes := index $parts 1 | atoi }}
{{- add (mul $hours 3600) (mul $minutes 60) (last $parts | float64 | ceil) }}
{{- end }}

{{- define "loopworker.gracePeriodSeconds" -}}
{{- add (include "loopworker.seconds" .Values.settings.ShutdownTimeout) (.Values.terminationGraceMarginSeconds | toJson) }}
{{- end }}

{{- /* What the Deployment may shrink by at a time: by default, one pod once the one before it has drained. */}}
{{- define "loopworker.scaleDown" -}}
{{- $period := .Values.autoscaling.scaleDown.periodSeconds }}
scaleDown:
  stabilizationWindowSeconds: {{ .Values.autoscaling.scaleDown.stabilizationWindowSeconds }}
  policies:
    - type: Pods
      value: {{ .Values.autoscaling.scaleDown.pods }}
      periodSeconds: {{ kindIs "invalid" $period | ternary (include "loopworker.gracePeriodSeconds" .) $period }}
{{- end }}
