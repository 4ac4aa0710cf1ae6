{{- /* What values.schema.json cannot say: values that do not go together. All that is wrong is reported at once. */}}
{{- define "loopworker.validate" -}}
{{- $errors := list }}
{{- $seconds := include "loopworker.seconds" .Values.settings.ShutdownTimeout | int }}
{{- if or (lt $seconds 1) (gt $seconds 900) }}
{{- $errors = append $errors (printf "settings.ShutdownTimeout is %s: it must be from 00:00:01 to 00:15:00" .Values.settings.ShutdownTimeout) }}
{{- end }}
{{- if and (ne .Values.stage "both") (not (dig "Routing" "Queue" "" .Values.settings)) }}
{{- $errors = append $errors (printf "stage is %s: only a worker with settings.Routing.Queue has stages" .Values.stage) }}
{{- end }}

{{- with .Values.serviceAccount }}
{{- if not .create }}
{{- if not .name }}
{{- $errors = append $errors "serviceAccount.name is empty: name the account that exists, or set serviceAccount.create" }}
{{- end }}
{{- if or .roleArn .annotations }}
{{- $errors = append $errors "serviceAccount.roleArn and serviceAccount.annotations are for an account that the chart makes: annotate the one that exists, or set serviceAccount.create" }}
{{- end }}
{{- end }}
{{- end }}

{{- $autoscaling := .Values.autoscaling }}
{{- if ne $autoscaling.kind "None" }}
{{- if gt ($autoscaling.minReplicas | toJson | int) ($autoscaling.maxReplicas | toJson | int) }}
{{- $errors = append $errors (printf "autoscaling.minReplicas is %v: it must be at most autoscaling.maxReplicas, %v" $autoscaling.minReplicas $autoscaling.maxReplicas) }}
{{- end }}
{{- end }}
{{- if eq $autoscaling.kind "Keda" }}
{{- if not .Values.aws.region }}
{{- $errors = append $errors "aws.region is empty: KEDA needs it to count the messages" }}
{{- end }}
{{- if and (kindIs "invalid" $autoscaling.keda.queueLength) (not (dig "Pipeline" "MaxInFlight" "" .Values.settings)) }}
{{- $errors = append $errors "autoscaling.keda.queueLength is null: it is computed from settings.Pipeline.MaxInFlight, which is null too" }}
{{- end }}
{{- $owners := list $autoscaling.keda.roleArn $autoscaling.keda.existingAuthentication (eq $autoscaling.keda.identityOwner "workload") | compact }}
{{- if gt (len $owners) 1 }}
{{- $errors = append $errors "autoscaling.keda.roleArn, autoscaling.keda.existingAuthentication and autoscaling.keda.identityOwner workload exclude each other: set one" }}
{{- end }}
{{- end }}
{{- if eq $autoscaling.kind "Hpa" }}
{{- if lt ($autoscaling.minReplicas | toJson | int) 1 }}
{{- $errors = append $errors "autoscaling.minReplicas is 0: only autoscaling.kind Keda scales to zero" }}
{{- end }}
{{- if not (or $autoscaling.hpa.cpuUtilization $autoscaling.hpa.externalMetrics) }}
{{- $errors = append $errors "autoscaling.hpa.cpuUtilization is null and autoscaling.hpa.externalMetrics is empty: there is nothing to scale on" }}
{{- end }}
{{- if and $autoscaling.hpa.cpuUtilization (not (dig "requests" "cpu" "" .Values.resources)) }}
{{- $errors = append $errors "autoscaling.hpa.cpuUtilization is a share of resources.requests.cpu, which is not set" }}
{{- end }}
{{- end }}

{{- if and (has (toString .Values.rollingUpdate.maxSurge) (list "0" "0%")) (has (toString .Values.rollingUpdate.maxUnavailable) (list "0" "0%")) }}
{{- $errors = append $errors "rollingUpdate.maxSurge and rollingUpdate.maxUnavailable are both 0: a rollout could not begin" }}
{{- end }}
{{- if .Values.podMonitor.enabled }}
{{- if not (and (.Values.settings.Health.Port | toJson | int) .Values.settings.Health.Metrics) }}
{{- $errors = append $errors "podMonitor.enabled needs settings.Health.Port and settings.Health.Metrics: else there is nothing to scrape" }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (not .Values.networkPolicy.ingressFrom) }}
{{- $errors = append $errors "podMonitor.enabled needs networkPolicy.ingressFrom: else Prometheus cannot reach the pods" }}
{{- end }}
{{- end }}
{{- $alerts := .Files.Get "files/alerts.yaml" }}
{{- range .Values.prometheusRule.disabled }}
{{- if not (contains (printf "alert: %s\n" .) $alerts) }}
{{- $errors = append $errors (printf "prometheusRule.disabled names %s, which is no alert of docs/alerts.md" .) }}
{{- end }}
{{- end }}
{{- if and .Values.prometheusRule.enabled (eq $autoscaling.kind "Keda") (eq ($autoscaling.minReplicas | toJson | int) 0) (not (has "LoopWorkerAbsent" .Values.prometheusRule.disabled)) }}
{{- $errors = append $errors "prometheusRule.disabled lacks LoopWorkerAbsent: with autoscaling.minReplicas 0 it would fire whenever the queues are empty" }}
{{- end }}
{{- $volumes := list }}
{{- range .Values.volumes }}
{{- $volumes = append $volumes .name }}
{{- end }}
{{- range .Values.volumeMounts }}
{{- if not (has .name $volumes) }}
{{- $errors = append $errors (printf "volumeMounts names %s, which is not among volumes" .name) }}
{{- end }}
{{- end }}

{{- if $errors }}
{{- fail (printf "\n- %s" (join "\n- " $errors)) }}
{{- end }}
{{- end }}
