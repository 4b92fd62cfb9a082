-- The logs in which an endpoint does not get on: few or none, and a delivery that succeeds writes nothing here.
CREATE INDEX delivery_cursors_failing ON delivery_cursors (endpoint_id)
	WHERE attempts > 0 AND state = 'awake' AND lane = '';
